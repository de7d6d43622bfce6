import { isIP } from 'node:net';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createClientAddress, createTrust } from './client-address.ts';

const PROXIES = ['10.0.0.0/8', '192.0.2.7', 'fd00::/8'];

function addressOf(
	remoteAddress: string,
	forwarded?: string,
	proxies: readonly string[] = PROXIES
) {
	const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
	const request = { headers, socket: { remoteAddress } };
	return createClientAddress(createTrust(proxies))(
		request as unknown as Parameters<ReturnType<typeof createClientAddress>>[0]
	);
}

test.each([
	['a client that claims to be forwarded', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
	['a client behind one proxy', '10.1.2.3', '203.0.113.9', '203.0.113.9'],
	['a client behind two proxies', '10.1.2.3', '203.0.113.9, 192.0.2.7', '203.0.113.9'],
	['a client that writes an address of its own', '10.1.2.3', '1.1.1.1, 203.0.113.9', '203.0.113.9'],
	['a client that writes a trusted address', '10.1.2.3', '10.9.9.9, 203.0.113.9', '203.0.113.9'],
	['a client on IPv6', 'fd00::1', '2001:db8::5', '2001:db8::5'],
	['IPv4 on an IPv6 socket', '::ffff:10.1.2.3', '::ffff:203.0.113.9', '203.0.113.9'],
	['a proxy that says nothing', '10.1.2.3', undefined, '10.1.2.3'],
	['a proxy that says nonsense', '10.1.2.3', 'unknown', '10.1.2.3'],
	['a port, which is no address', '10.1.2.3', '203.0.113.9:80', '10.1.2.3'],
	['a proxy on its own behalf', '10.1.2.3', '10.4.5.6', '10.4.5.6']
])('%s', (_, remote, forwarded, expected) => {
	expect(addressOf(remote, forwarded)).toBe(expected);
});

test('without trusted proxies the socket decides', () => {
	expect(addressOf('10.1.2.3', '203.0.113.9', [])).toBe('10.1.2.3');
});

describe('whatever is written into the header', () => {
	const address = fc.oneof(fc.ipV4(), fc.ipV6());
	const noise = fc.oneof(
		address,
		fc.constantFrom('unknown', '', ' ', '::ffff:10.1.2.3', '_x', '1.2.3.4:80', '"'),
		fc.string()
	);
	const header = fc.array(noise, { maxLength: 8 }).map((parts) => parts.join(', '));

	test('a client that is no proxy is where its socket is', () => {
		fc.assert(
			fc.property(address, header, (remote, forwarded) => {
				expect(addressOf(remote, forwarded, ['10.0.0.7'])).toBe(addressOf(remote, undefined, []));
			})
		);
	});

	test('what stands left of the client’s own address says nothing', () => {
		const client = fc.ipV4().filter((ip) => !ip.startsWith('10.') && ip !== '192.0.2.7');
		const hops = fc.array(fc.constantFrom('10.0.0.1', '192.0.2.7', 'fd00::2'), { maxLength: 3 });
		fc.assert(
			fc.property(header, client, hops, (left, ip, proxies) => {
				expect(addressOf('10.1.2.3', [left, ip, ...proxies].join(','))).toBe(ip);
			})
		);
	});

	test('the answer is an address', () => {
		fc.assert(
			fc.property(header, (forwarded) => {
				expect(isIP(addressOf('10.1.2.3', forwarded))).not.toBe(0);
			})
		);
	});
});
