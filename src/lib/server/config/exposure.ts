/**
 * Which stores would be spoken to in the clear, or without a password, where strangers may listen.
 * On this machine and in a private network that is the operator's choice; beyond it, it is a mistake.
 */
import { BlockList, isIP } from 'node:net';

const privately = new BlockList();
for (const [network, bits] of [
	['127.0.0.0', 8],
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['169.254.0.0', 16]
] as const)
	privately.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
	['::1', 128],
	['fc00::', 7],
	['fe80::', 10]
] as const)
	privately.addSubnet(network, bits, 'ipv6');

/** Names that no public resolver knows: without a dot (or an escape), as containers have them, or below a private root. */
const PRIVATE_NAME = /^[\w-]*$|\.(localhost|local|internal|home\.arpa)$/;

/** @see RFC 1918; RFC 4193; RFC 6762 §3; RFC 8375 */
function isPrivateHost(host: string): boolean {
	const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
	const family = isIP(bare);
	if (family === 0) return PRIVATE_NAME.test(bare);
	return privately.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

interface Store {
	readonly host: string;
	readonly isEncrypted: boolean;
	readonly hasPassword: boolean;
}

function readStoreUrl(text: string): Store {
	const url = new URL(text);
	const { searchParams: query } = url;
	if (url.protocol.startsWith('redis')) {
		const isEncrypted = url.protocol === 'rediss:';
		return { host: url.hostname, isEncrypted, hasPassword: url.password !== '' };
	}
	// As the driver has it: of several the last, and the address only where there is none.
	const named = query.getAll('host').at(-1) || url.hostname;
	return {
		// A path instead of a host is a socket on this machine.
		host: /^(\/|%2f)/i.test(named) ? '' : named,
		// The one mode that is never weaker than its name, said once: what contradicts it turns TLS off.
		isEncrypted: query.getAll('sslmode').join() === 'verify-full',
		hasPassword: url.password !== '' || query.has('password') || query.has('sslcert')
	};
}

/** Whether the store may be used as the URL says, with hosts that the operator has allowed in the clear. */
export function isStoreSafe(text: string, allowed: readonly string[] = []): boolean {
	const { host, isEncrypted, hasPassword } = readStoreUrl(text);
	if (isPrivateHost(host)) return true;
	return hasPassword && (isEncrypted || allowed.includes(host.toLowerCase()));
}

/** A mail server beyond private networks takes mail by TLS only: `smtps`, or `smtp` with STARTTLS. */
export function mustEncryptMail(url: string | undefined, allowed: readonly string[]): boolean {
	if (url === undefined) return false;
	const { hostname } = new URL(url);
	return !isPrivateHost(hostname) && !allowed.includes(hostname.toLowerCase());
}
