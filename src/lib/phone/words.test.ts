import { expect, test } from 'vitest';

import { wordsFor } from './words.ts';

/** A hash that begins with this number. */
function hashOf(number: number): Uint8Array {
	const bytes = new Uint8Array(32);
	new DataView(bytes.buffer).setUint32(0, number);
	return bytes;
}

test('each of 65,280 pairs is shown, of two words that differ', () => {
	const pairs = Array.from({ length: 256 * 255 }, (_, number) => wordsFor(hashOf(number)));
	expect(pairs.filter(([first, second]) => first === second)).toEqual([]);
	expect(new Set(pairs.map((pair) => pair.join(' '))).size).toBe(65_280);
	const words = new Set(pairs.flat());
	expect(words.size).toBe(256);
	for (const word of words) expect(word).toMatch(/^[a-z]{3,12}$/);
});

test('the first 32 bits choose, also the highest', () => {
	expect(wordsFor(hashOf(2 ** 32 - 1))).toEqual(wordsFor(hashOf((2 ** 32 - 1) % 65_280)));
	expect(wordsFor(hashOf(1))).not.toEqual(wordsFor(hashOf(0)));
});
