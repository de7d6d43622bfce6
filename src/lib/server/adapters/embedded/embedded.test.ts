import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

import type { AccountStore } from '#lib/server/accounts/index.ts';
import { sampleAccount } from '#lib/server/accounts/account-store.contract.ts';
import { describeApprovalStore } from '#lib/server/approvals/approval-store.contract.ts';
import { fixedClock, systemClock } from '#lib/server/core/clock.ts';
import { describePendingStore } from '#lib/server/pending/pending-store.contract.ts';
import {
	describeSessionStore,
	sampleSession
} from '#lib/server/sessions/session-store.contract.ts';
import type { Budget } from '#lib/server/throttling/index.ts';
import { openEmbeddedPair } from '../pairs.fixture.ts';
import { openSql, type SqliteFile } from '../sql/index.ts';
import { createTestSealer } from '../testing.ts';
import { createEmbeddedStores } from './index.ts';
import { createSessionStore } from './session-store.ts';

const MINUTE = 60_000;

/** More than fit into the pages that there are. */
const manyLanes = (limits: Budget['lanes'][number]['limits']) =>
	Array.from({ length: 500 }, (_, at) => ({ name: `lane ${at}`, limits }));

describeSessionStore('embedded', openEmbeddedPair);
describePendingStore('embedded', openEmbeddedPair);
describeApprovalStore('embedded', openEmbeddedPair);

describe('embedded', () => {
	test('a session that was acknowledged survives the death of the process', async () => {
		const { stores, dataDir, close } = await openEmbeddedPair(systemClock);
		const session = sampleSession();
		const program = fileURLToPath(new URL('./save-and-die.fixture.ts', import.meta.url));
		const { signal } = spawnSync(process.execPath, [program, dataDir, JSON.stringify(session)]);
		expect(signal).toBe('SIGKILL');
		const at = systemClock.now();
		expect(await stores.sessions.touch({ ...session, at })).toMatchObject({ id: session.id });
		await close();
	});

	test('a session that is revoked between the read and the write of a check stays revoked', async () => {
		const sql = await openSql({ sealer: createTestSealer(), clock: systemClock });
		if (!sql.database) throw new Error('SQLite is expected.');
		const file = sql.database;
		const sweep = async () => undefined;
		const sessions = createSessionStore({ file, clock: systemClock, sweep });
		const session = sampleSession();
		await sessions.save(session);
		const interrupted: SqliteFile = {
			...file,
			async read(work) {
				const result = await file.read(work);
				await sessions.revoke(session.account, session.id);
				return result;
			}
		};
		const racing = createSessionStore({ file: interrupted, clock: systemClock, sweep });
		const at = new Date(session.lastSeenAt.getTime() + 60_000);
		expect(await racing.touch({ ...session, at })).toBeUndefined();
		await sql.close();
	});

	test('a full disk refuses what would be written, also amid a transaction, until there is room', async () => {
		const sealer = createTestSealer();
		const sql = await openSql({ sealer, clock: systemClock });
		const { database: file } = sql;
		if (!file) throw new Error('SQLite is expected.');
		const { sessions, budgets } = createEmbeddedStores({
			database: file,
			sealer,
			clock: systemClock
		});
		const limits = { most: 9, free: 9, firstDelayMs: 0, longestDelayMs: 0, leakMs: 0, keepMs: 1 };
		const setPages = (most: string) =>
			file.write('full', (db) => db.exec(`pragma max_page_count = ${most}`));
		const large = () => ({ ...sampleSession(), userAgent: 'x'.repeat(10_000) });
		const acknowledged = large();
		await sessions.save(acknowledged);
		await setPages('1');

		const addMany = async (accounts: AccountStore) => {
			for (let count = 0; count < 500; count += 1) await accounts.add(sampleAccount());
		};
		const writes = [
			() => sessions.save(large()),
			() => budgets.spend([{ key: 'k', lanes: manyLanes(limits) }]),
			() => sql.transact(({ accounts }) => addMany(accounts)),
			() =>
				sql.transact(async ({ accounts }) => {
					await addMany(accounts).catch(() => undefined);
					// What failed is undone, so nothing after it may be kept by itself.
					await accounts.add(sampleAccount()).catch(() => undefined);
				})
		];
		for (const write of writes)
			await expect(write()).rejects.toMatchObject({ code: 'stores.unavailable' });
		const at = systemClock.now();
		expect(await sessions.touch({ ...acknowledged, at })).toBeDefined();

		await setPages('100000');
		for (const write of writes) await write();
		expect(await sessions.touch({ ...acknowledged, at })).toBeDefined();
		await sql.close();
	});

	test('what has expired is removed by and by', async () => {
		const clock = fixedClock(systemClock.now());
		const { stores, dataDir, close } = await openEmbeddedPair(clock);
		const expired = sampleSession({ expiresAt: new Date(clock.now().getTime() + 1000) });
		const pending = {
			id: 'chl_1',
			holder: 'ses_1',
			attemptsLeft: 1,
			expiresAt: expired.expiresAt,
			data: {}
		};
		await stores.sessions.save(expired);
		await stores.pending.save(pending);
		clock.advance(MINUTE);
		const session = sampleSession();
		await stores.sessions.save(session);
		const direct = new DatabaseSync(join(dataDir, 'latchkey.sqlite'));
		const ids = direct.prepare('select id from volatile_session').all();
		expect(ids).toEqual([{ id: session.id }]);
		expect(direct.prepare('select key from volatile_pending').all()).toEqual([]);
		direct.close();
		await close();
	});

	test('a flood of records is removed faster than it came', async () => {
		const clock = fixedClock(systemClock.now());
		const { stores, dataDir, close } = await openEmbeddedPair(clock);
		const flood = async (wave: string, count: number) => {
			const expiresAt = new Date(clock.now().getTime() + 1000);
			const save = (_: unknown, at: number) =>
				stores.pending.save({
					id: `${wave}_${at}`,
					holder: 'thief',
					attemptsLeft: 1,
					expiresAt,
					data: {}
				});
			await Promise.all(Array.from({ length: count }, save));
		};
		for (const wave of ['first', 'second', 'third']) {
			await flood(wave, 700);
			clock.advance(MINUTE);
		}
		await flood('last', 50);
		const direct = new DatabaseSync(join(dataDir, 'latchkey.sqlite'));
		const { left } = direct.prepare('select count(*) as left from volatile_pending').get() ?? {};
		expect(left).toBe(50);
		direct.close();
		await close();
	});
});
