import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { apiOf, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

const headIn = (out: string): string => /^head (\S+)$/m.exec(out)?.[1] ?? '';

test('the log of a running server is proven by the command, and a head that was kept is on its way', async ({
	request,
	server
}) => {
	const before = await server.latchkey(['audit', 'verify']);
	expect(before.code, before.out + before.notes).toBe(0);
	const head = headIn(before.out);
	expect(head).toMatch(/^\d+\.1\.[\w-]{43}$/);

	await apiOf(request, server).post('/accounts', newPerson());
	const after = await server.latchkey(['audit', 'verify', '--head', head]);
	expect(after.code, after.out + after.notes).toBe(0);
	expect(headIn(after.out)).not.toBe(head);
});

test('a head that is on no way of the log is found by the command', async ({ server }) => {
	const told = await server.latchkey(['audit', 'verify', '--json']);
	const { isIntact, head } = JSON.parse(told.out) as { isIntact: boolean; head: string };
	expect(isIntact).toBe(true);
	const [sequence = '', ...mac] = head.split('.');
	const foreign = `${Number(sequence) + 1}.${mac.join('.')}`;
	const rolled = await server.latchkey(['audit', 'verify', '--head', foreign]);
	expect(rolled).toMatchObject({ code: 1 });
	expect(rolled.out).toContain('rolled-back');
});

test('an event that is changed in the database, and one that is removed, are found by the command', async ({
	server
}) => {
	const folder = await mkdtemp(join(tmpdir(), 'latchkey-audit-'));
	const own = { LATCHKEY_DATA_DIR: folder, DATABASE_URL: '', REDIS_URL: '' };
	for (const role of ['member', 'admin'])
		await server.latchkey(['invitations', 'create', '--role', role], own);

	const tamper = (statement: string) => {
		const db = new DatabaseSync(join(folder, 'latchkey.sqlite'));
		db.exec(statement);
		db.close();
	};
	const change = `update security_event set details = '{}' where sequence = 2`;
	expect(() => tamper(change)).toThrow('append-only');
	tamper(`drop trigger security_event_no_update; drop trigger security_event_no_delete; ${change}`);
	const changed = await server.latchkey(['audit', 'verify', '--json'], own);
	expect(changed.code).toBe(1);
	expect(JSON.parse(changed.out)).toMatchObject({ fault: 'changed', sequence: 2, count: 1 });

	tamper('delete from security_event where sequence > 1');
	const cut = await server.latchkey(['audit', 'verify'], own);
	expect(cut.code).toBe(1);
	expect(cut.out).toContain('tail-cut');
	await rm(folder, { recursive: true });
});
