import { expect, test } from 'vitest';

import { createSlots } from './slots.ts';

function gate() {
	let open = () => {};
	const opened = new Promise<void>((resolve) => (open = resolve));
	return { opened, open };
}

test('no more work than there are slots runs at once, and all of it is done in order', async () => {
	const inSlot = createSlots({ concurrency: 2, queue: 8 });
	const done: number[] = [];
	let running = 0;
	let most = 0;
	const work = (name: number) => async () => {
		running += 1;
		most = Math.max(most, running);
		await new Promise((resolve) => setImmediate(resolve));
		running -= 1;
		done.push(name);
	};

	await Promise.all([0, 1, 2, 3, 4, 5, 6].map((name) => inSlot(work(name))));

	expect(most).toBe(2);
	expect(done).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

test('a flood is refused at once, and those already in line are served', async () => {
	const inSlot = createSlots({ concurrency: 1, queue: 1 });
	const { opened, open } = gate();
	const first = inSlot(() => opened);
	const second = inSlot(async () => 'served');

	await expect(inSlot(async () => 'late')).rejects.toMatchObject({
		code: 'passwords.busy',
		kind: 'unavailable'
	});

	open();
	await first;
	await expect(second).resolves.toBe('served');
	await expect(inSlot(async () => 'later')).resolves.toBe('later');
});

test('work that fails gives its slot back', async () => {
	const inSlot = createSlots({ concurrency: 1, queue: 0 });
	const failing = inSlot(() => Promise.reject(new Error('out of memory')));
	await expect(failing).rejects.toThrow();
	await expect(inSlot(async () => 'served')).resolves.toBe('served');
});

test('a slot that becomes free goes to the next in line, not to a newcomer', async () => {
	const inSlot = createSlots({ concurrency: 1, queue: 2 });
	const { opened, open } = gate();
	const order: string[] = [];
	const enter = (name: string) => inSlot(async () => void order.push(name));
	const first = inSlot(() => opened);
	const waiting = enter('waiting');
	open();
	await first;
	await Promise.all([enter('newcomer'), waiting]);
	expect(order).toEqual(['waiting', 'newcomer']);
});
