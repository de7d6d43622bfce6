import fc from 'fast-check';
import { expect, test } from 'vitest';

import { addressKey } from './address.ts';

test.each([
	['192.0.2.1', '192.0.2.1'],
	[' 192.0.2.1 ', '192.0.2.1'],
	['::ffff:192.0.2.1', '192.0.2.1'],
	['::FFFF:c000:0201', '192.0.2.1'],
	['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
	['[::ffff:192.0.2.1]', '192.0.2.1'],
	['2001:db8::1', '2001:db8:0:0::/64'],
	['2001:0DB8:0000:0000:ffff::9', '2001:db8:0:0::/64'],
	['2001:db8:0:1::1', '2001:db8:0:1::/64'],
	['fe80::1%eth0', 'fe80:0:0:0::/64'],
	['[2001:db8::1]', '2001:db8:0:0::/64'],
	['::1', '0:0:0:0::/64'],
	['::', '0:0:0:0::/64'],
	['1::', '1:0:0:0::/64'],
	['1:2:3:4:5:6:7:8', '1:2:3:4::/64'],
	['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
	['', 'unknown'],
	['localhost', 'unknown'],
	['192.0.2.256', 'unknown'],
	['1:2:3', 'unknown'],
	['::ffff:192.0.2.1.5', 'unknown']
])('%j is budgeted as %s', (address, key) => {
	expect(addressKey(address)).toBe(key);
});

test('all addresses of a /64 share a key, in whatever spelling, and others have another', () => {
	const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
	const four = fc.tuple(group, group, group, group).map((groups) => groups.join(':'));
	fc.assert(
		fc.property(four, four, four, (prefix, one, two) => {
			const key = addressKey(`${prefix}:${one}`);
			// The spelling of a URL is the shortest.
			const short = new URL(`http://[${prefix}:${two}]/`).hostname;
			if (prefix !== '0:0:0:0') expect(addressKey(short)).toBe(key);
			if (one !== prefix && prefix !== '0:0:0:0') expect(addressKey(`${one}:${two}`)).not.toBe(key);
		})
	);
});
