import { expect, test, vi } from 'vitest';

import { createSweep } from './sweep.ts';

test('looks at once, then again and again, also after a failure, until it is ended', async () => {
	vi.useFakeTimers();
	const failures: unknown[] = [];
	let looks = 0;
	const sweep = createSweep(
		async () => {
			looks += 1;
			if (looks === 2) throw new Error('The store is away.');
		},
		(error) => void failures.push(error)
	);
	sweep.begin();
	expect(looks).toBe(1);
	await vi.advanceTimersByTimeAsync(5000);
	expect([looks, failures.length]).toEqual([2, 1]);
	await vi.advanceTimersByTimeAsync(5000);
	expect(looks).toBe(3);
	await sweep.end();
	await vi.advanceTimersByTimeAsync(60_000);
	expect(looks).toBe(3);
	vi.useRealTimers();
});

test('its end waits for what is under way', async () => {
	let finish = () => {};
	const sweep = createSweep(
		() => new Promise<void>((resolve) => (finish = resolve)),
		() => undefined
	);
	sweep.begin();
	let isEnded = false;
	const ending = sweep.end().then(() => (isEnded = true));
	await Promise.resolve();
	expect(isEnded).toBe(false);
	finish();
	await ending;
});

test('woken, it looks at once, and once more where a look was under way', async () => {
	vi.useFakeTimers();
	const finishes: (() => void)[] = [];
	const sweep = createSweep(
		() => new Promise<void>((resolve) => void finishes.push(resolve)),
		() => undefined
	);
	sweep.wake();
	expect(finishes).toHaveLength(0);
	sweep.begin();
	sweep.wake();
	sweep.wake();
	expect(finishes).toHaveLength(1);
	finishes[0]?.();
	await vi.advanceTimersByTimeAsync(0);
	expect(finishes).toHaveLength(2);
	finishes[1]?.();
	await vi.advanceTimersByTimeAsync(0);
	sweep.wake();
	expect(finishes).toHaveLength(3);
	finishes[2]?.();
	await sweep.end();
	vi.useRealTimers();
});
