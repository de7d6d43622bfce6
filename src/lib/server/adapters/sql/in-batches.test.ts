import { setImmediate as turn } from 'node:timers/promises';

import { expect, test } from 'vitest';

import { inBatches } from './in-batches.ts';

/** Work whose calls end when they are told to. */
function held() {
	const calls: {
		items: readonly string[];
		end: () => void;
		fail: (error: Error) => void;
	}[] = [];
	const add = inBatches<string>(
		(items) =>
			new Promise((end, fail) => {
				calls.push({ items, end, fail });
			})
	);
	const begun = () => calls.map(({ items }) => items);
	return { add, calls, begun };
}

test('what comes while a call is under way goes in the next, in order and once', async () => {
	const { add, calls, begun } = held();
	const first = add('a');
	await turn();
	const rest = ['b', 'c', 'd'].map(add);
	await turn();
	expect(begun()).toEqual([['a']]);
	calls[0]?.end();
	await first;
	await turn();
	expect(begun()).toEqual([['a'], ['b', 'c', 'd']]);
	calls[1]?.end();
	await Promise.all(rest);
});

test('nothing is told to be done before its own call is', async () => {
	const { add, calls } = held();
	const first = add('a');
	await turn();
	let isTold = false;
	const second = add('b').then(() => void (isTold = true));
	calls[0]?.end();
	await first;
	await turn();
	expect(isTold).toBe(false);
	calls[1]?.end();
	await second;
});

test('who waits behind a call that fails is told so at once, and who comes later is served', async () => {
	const { add, calls, begun } = held();
	const first = expect(add('a')).rejects.toThrow('gone');
	await turn();
	const waiting = expect(add('b')).rejects.toThrow('gone');
	calls[0]?.fail(new Error('gone'));
	await Promise.all([first, waiting]);
	const later = add('c');
	await turn();
	expect(begun()).toEqual([['a'], ['c']]);
	calls[1]?.end();
	await later;
});

test('a failure that nobody waits behind is over', async () => {
	const { add, calls, begun } = held();
	const first = expect(add('a')).rejects.toThrow('gone');
	await turn();
	calls[0]?.fail(new Error('gone'));
	await first;
	await turn();
	const later = add('b');
	await turn();
	expect(begun()).toEqual([['a'], ['b']]);
	calls[1]?.end();
	await later;
});
