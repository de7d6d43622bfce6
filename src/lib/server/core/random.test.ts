import { expect, test } from 'vitest';

import { drawnAhead, secureRandom } from './random.ts';

/** Counts up, so that no two bytes in a row of 256 are alike. */
function counting() {
	let next = 0;
	let draws = 0;
	const bytes = (length: number) => {
		draws += 1;
		return Uint8Array.from({ length }, () => next++);
	};
	return { random: { bytes }, draws: () => draws };
}

test('what is drawn ahead is given once, in order, and drawn seldom', () => {
	const { random, draws } = counting();
	const ahead = drawnAhead(random);
	const given = Array.from({ length: 100 }, () => [...ahead.bytes(9)]).flat();
	expect(given).toEqual(given.map((_, at) => at % 256));
	expect(draws()).toBe(1);
});

test('each piece is as long as was asked for, also where the rest is shorter', () => {
	const ahead = drawnAhead(secureRandom);
	for (const length of [0, 4095, 2, 4096, 1, 4097, 10_000])
		expect(ahead.bytes(length)).toHaveLength(length);
});

test('what somebody does to a piece changes no other', () => {
	const ahead = drawnAhead(counting().random);
	ahead.bytes(4).fill(0);
	expect([...ahead.bytes(2)]).toEqual([4, 5]);
});
