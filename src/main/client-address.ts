/**
 * Who is calling: the socket's address, or what a trusted proxy says of it.
 * A header that anybody else sends counts for nothing. ASVS 5.0 4.1.3.
 */
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

/** An IPv4 address that arrived on an IPv6 socket is that IPv4 address. */
const plain = (address: string): string => address.trim().replace(/^::ffff:(?=\d+\.)/i, '');

const family = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

function listOf(networks: readonly string[]): BlockList {
	const list = new BlockList();
	for (const network of networks) {
		const [address = '', length] = network.split('/');
		if (length === undefined) list.addAddress(address, family(address));
		else list.addSubnet(address, Number(length), family(address));
	}
	return list;
}

type Request = Pick<IncomingMessage, 'headers' | 'socket'>;
type Trusts = (address: string) => boolean;

/** The addresses in `X-Forwarded-For`, whoever wrote them. */
export function forwardedFor({ headers }: Pick<Request, 'headers'>): readonly string[] {
	const text = [headers['x-forwarded-for'] ?? []].flat().join(',');
	return text.split(',').map(plain);
}

/** Whether an address is one of the proxies that are trusted. */
export function createTrust(trustedProxies: readonly string[]): Trusts {
	if (trustedProxies.length === 0) return () => false;
	const trusted = listOf(trustedProxies);
	return (given) => {
		const address = plain(given);
		return isIP(address) !== 0 && trusted.check(address, family(address));
	};
}

/**
 * Reads `X-Forwarded-For` from the right, past each proxy that is trusted: the first address that is not
 * is the client's, whatever it wrote to its left.
 */
export function createClientAddress(trusts: Trusts): (request: Request) => string {
	return ({ headers, socket }) => {
		let client = plain(socket.remoteAddress ?? '');
		if (!trusts(client)) return client;
		const forwarded = [...forwardedFor({ headers })];
		do {
			const before = forwarded.pop();
			if (!before || !isIP(before)) break;
			client = before;
		} while (trusts(client));
		return client;
	};
}
