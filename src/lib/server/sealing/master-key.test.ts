import { expect, test } from 'vitest';

import { secureRandom } from '#lib/server/core/random.ts';
import {
	fingerprintOf,
	formatMasterKey,
	isWeakKey,
	newMasterKey,
	parseMasterKey
} from './index.ts';

test('a key that is made is read back, and is not weak', () => {
	for (let count = 0; count < 2000; count += 1) {
		const made = newMasterKey(secureRandom);
		expect(parseMasterKey(formatMasterKey(made))).toEqual(made);
		expect(isWeakKey(made.key)).toBe(false);
	}
});

const bytes = (at: (index: number) => number) => Uint8Array.from({ length: 32 }, (_, i) => at(i));
const half = secureRandom.bytes(16);

test.each([
	['nothing but zeros', bytes(() => 0)],
	['one byte again and again', bytes(() => 0xa7)],
	['bytes that count up', bytes((at) => at)],
	['bytes that count down in threes', bytes((at) => 255 - 3 * at)],
	['half a key twice', Uint8Array.from([...half, ...half])],
	['a sentence', Buffer.from('correct horse battery staple 123')],
	['32 hexadecimal digits', Buffer.from('0123456789abcdef0123456789abcdef')]
])('%s is weak', (_, key) => {
	expect(isWeakKey(key)).toBe(true);
});

test('a fingerprint tells keys apart, and neither the key nor its id', () => {
	const [one, other] = [newMasterKey(secureRandom), newMasterKey(secureRandom)];
	expect(fingerprintOf(one)).toMatch(/^([0-9a-f]{4}-){3}[0-9a-f]{4}$/);
	expect(fingerprintOf(one)).toBe(fingerprintOf({ ...one, id: other.id }));
	expect(fingerprintOf(one)).not.toBe(fingerprintOf(other));
});
