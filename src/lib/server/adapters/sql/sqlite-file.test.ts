import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { sampleAccount } from '#lib/server/accounts/account-store.contract.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { SealingError } from '#lib/server/sealing/index.ts';
import { openSqlitePair } from '../pairs.fixture.ts';

describe('SQLite file', () => {
	let pair: Awaited<ReturnType<typeof openSqlitePair>>;

	beforeEach(async () => {
		pair = await openSqlitePair();
	});
	afterEach(() => pair.close());

	/** What another process would do to the file. */
	const openDirectly = () => new DatabaseSync(join(pair.dataDir, 'latchkey.sqlite'));

	const app = (account: AccountId, label: string) => ({
		id: newId('fct', secureRandom),
		account,
		method: 'totp',
		label,
		state: label,
		version: 0,
		createdAt: systemClock.now()
	});

	test('is readable by its owner only', async () => {
		await pair.stores.accounts.add(sampleAccount());
		for (const name of ['latchkey.sqlite', 'latchkey.sqlite-wal', 'latchkey.sqlite-shm'])
			expect(statSync(join(pair.dataDir, name)).mode & 0o777).toBe(0o600);
	});

	test('a sealed state that is moved to another row does not open', async () => {
		const account = sampleAccount();
		await pair.stores.accounts.add(account);
		for (const label of ['mine', 'stolen']) await pair.stores.factors.add(app(account.id, label));
		const direct = openDirectly();
		direct.exec(`update factor set state = (select state from factor where label = 'stolen')`);
		direct.close();
		const moved = (await pair.stores.factors.list(account.id)).find(
			({ label }) => label === 'mine'
		);
		expect(() => moved?.state).toThrow(SealingError);
	});

	test('a factor that is given to another account does not open', async () => {
		const [mine, victim] = [sampleAccount(), sampleAccount()];
		for (const account of [mine, victim]) await pair.stores.accounts.add(account);
		await pair.stores.factors.add(app(mine.id, 'mine'));
		const direct = openDirectly();
		direct.prepare('update factor set account = ?').run(victim.id);
		direct.close();
		const [moved] = await pair.stores.factors.list(victim.id);
		expect(() => moved?.state).toThrow(SealingError);
	});

	test('while another process writes for long, reads go on and writes are refused', async () => {
		const account = sampleAccount();
		await pair.stores.accounts.add(account);
		const direct = openDirectly();
		direct.exec('begin immediate');
		const refused = pair.stores.accounts.change(account.id, { locale: 'de' });
		const refusedToo = pair.transact(({ accounts }) => accounts.hasAdministrator());
		expect(await pair.stores.accounts.find(account.id)).toBeDefined();
		const results = await Promise.allSettled([refused, refusedToo]);
		for (const result of results)
			expect(result).toMatchObject({ status: 'rejected', reason: { kind: 'unavailable' } });
		direct.exec('rollback');
		direct.close();
		await pair.stores.accounts.change(account.id, { locale: 'de' });
		expect(await pair.stores.accounts.find(account.id)).toMatchObject({ locale: 'de' });
	});

	test('a transaction that does not end makes others fail, not wait for ever', async () => {
		const ended = Promise.withResolvers<void>();
		const endless = pair.transact(() => ended.promise);
		await expect(pair.stores.accounts.add(sampleAccount())).rejects.toMatchObject({
			kind: 'unavailable'
		});
		ended.resolve();
		await endless;
		expect(await pair.stores.accounts.add(sampleAccount())).toBe(true);
	});

	test('a transaction that uses stores outside of it is told at once', async () => {
		const wrong = pair.transact(async () => pair.stores.accounts.add(sampleAccount()));
		await expect(wrong).rejects.toThrow('only its own stores');
		expect(await pair.stores.accounts.add(sampleAccount())).toBe(true);
	});

	test('what a transaction leaves running may use the stores when it has ended', async () => {
		const ended = Promise.withResolvers<void>();
		const { later } = await pair.transact(async () => ({
			later: ended.promise.then(() => pair.stores.accounts.add(sampleAccount()))
		}));
		ended.resolve();
		expect(await later).toBe(true);
	});
});
