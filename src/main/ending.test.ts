import { expect, test } from 'vitest';

import { createEnding } from './ending.ts';

/** An ending of which the steps are noted. */
function open({ lingerMs = 0, drain = async () => {} } = {}) {
	const steps: string[] = [];
	let exited = (_: number) => {};
	const exit = new Promise<number>((resolve) => (exited = resolve));
	const ending = createEnding((code) => exited(code));
	const note = (step: string) => void steps.push(step);
	const log = { error: note, warn: note, info: note, debug: note };
	const front = {
		leave: () => note('leave'),
		drain: async () => {
			note('drain');
			await drain();
		}
	};
	ending.began({ front, app: { log, close: async () => note('close') }, lingerMs });
	return { ending, steps, exit };
}

test('it says at once that it will not serve, then ends in order with 0', async () => {
	const { ending, steps, exit } = open();
	expect(() => ending.refuseWhenEnding()).not.toThrow();
	ending.end('gently');
	expect(() => ending.refuseWhenEnding()).toThrow();
	expect(await exit).toBe(0);
	expect(steps).toEqual(['leave', 'process.draining', 'drain', 'close', 'process.ended']);
});

test('it goes on serving as long as it is told, unless somebody waits at the terminal', async () => {
	const { ending, steps, exit } = open({ lingerMs: 2 ** 30 });
	ending.end('gently');
	ending.end('gently');
	await Promise.resolve();
	expect(steps).toEqual(['leave', 'process.draining']);
	ending.end('soon');
	expect(await exit).toBe(0);
	expect(steps.filter((step) => step === 'drain')).toHaveLength(1);
});

test('an end that fails is told and is no clean one', async () => {
	const { ending, steps, exit } = open({ drain: () => Promise.reject(new Error('x')) });
	ending.end('soon');
	expect(await exit).toBe(1);
	expect(steps.at(-1)).toBe('process.end_failed');
});

test('before it serves there is nothing to wait for', async () => {
	let code: number | undefined;
	const ending = createEnding((given) => void (code = given));
	ending.end('gently');
	await expect.poll(() => code).toBe(0);
});
