import { expect, test } from 'vitest';

import type { Transact } from '#lib/server/core/transact.ts';
import { announced } from './announced.ts';
import type { NewAuditEvent } from './event.ts';
import type { AuditLog } from './ports.ts';

const event = (requestId: string): NewAuditEvent => ({
	at: new Date(0),
	code: 'password.changed',
	requestId,
	address: '192.0.2.1',
	userAgent: '',
	details: {}
});

/** A log in a list, with transactions that may be tried several times before they are committed. */
function open({ tries = 1, isLogDown = false } = {}) {
	const audit: AuditLog = {
		append: () => (isLogDown ? Promise.reject(new Error('gone')) : Promise.resolve()),
		list: () => Promise.resolve([])
	};
	let isCommitted = false;
	const transact: Transact<{ audit: AuditLog }> = async (work) => {
		for (let at = 1; at < tries; at++) await work({ audit });
		const result = await work({ audit });
		isCommitted = true;
		return result;
	};
	const heard: string[][] = [];
	const told = announced({ audit, transact }, (events) => {
		heard.push([...events.map(({ requestId }) => requestId), isCommitted ? 'committed' : 'alone']);
	});
	return { ...told, heard };
}

test('an event outside a transaction is heard once it is written', async () => {
	const { audit, heard } = open();
	await audit.append(event('a'));
	expect(heard).toEqual([['a', 'alone']]);
});

test('what was not written is not heard', async () => {
	const { audit, heard } = open({ isLogDown: true });
	await expect(audit.append(event('a'))).rejects.toThrow('gone');
	expect(heard).toEqual([]);
});

test('events of a transaction are heard together, after it', async () => {
	const { transact, heard } = open();
	const result = await transact(async ({ audit }) => {
		await audit.append(event('a'));
		await audit.append(event('b'));
		return 'done';
	});
	expect(result).toBe('done');
	expect(heard).toEqual([['a', 'b', 'committed']]);
});

test('what a transaction undoes is not heard, and what it tries again is heard once', async () => {
	const failing = open();
	const work = failing.transact(async ({ audit }) => {
		await audit.append(event('a'));
		throw new Error('undone');
	});
	await expect(work).rejects.toThrow('undone');
	expect(failing.heard).toEqual([]);

	const { transact, heard } = open({ tries: 3 });
	await transact(({ audit }) => audit.append(event('a')));
	expect(heard).toEqual([['a', 'committed']]);
});
