import { expect, test } from 'vitest';

import { wordsFor } from './words.ts';

test('each byte has a word of its own', () => {
	const all = Array.from({ length: 256 }, (_, byte) => wordsFor(new Uint8Array([byte]))[0]);
	expect(new Set(all).size).toBe(256);
	for (const word of all) expect(word).toMatch(/^[a-z]{3,12}$/);
});

test('two words stand for the first two bytes', () => {
	expect(wordsFor(new Uint8Array([0, 255, 7]))).toHaveLength(2);
	expect(wordsFor(new Uint8Array([0, 1]))).not.toEqual(wordsFor(new Uint8Array([1, 0])));
});
