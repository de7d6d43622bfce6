import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import type { AuditLog } from '#lib/server/audit/index.ts';
import type { FactorStore } from '#lib/server/factors/index.ts';
import { systemClock } from './clock.ts';
import { newId, type AccountId } from './ids.ts';
import { secureRandom } from './random.ts';
import type { Transact } from './transact.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	readonly audit: AuditLog;
}

interface Opened {
	readonly stores: Stores;
	readonly transact: Transact<Stores>;
	/** The same stores through another connection. */
	readonly peer: Stores;
	readonly peerTransact: Transact<Stores>;
	close(): Promise<void>;
}

interface Options {
	readonly open: () => Promise<Opened>;
	readonly sampleAccount: () => NewAccount;
}

export function describeTransact(name: string, { open, sampleAccount }: Options): void {
	describe(`transact: ${name}`, () => {
		let opened: Opened;

		beforeAll(async () => {
			opened = await open();
		});
		afterAll(() => opened.close());

		const newAccountId = async () => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			return account.id;
		};
		const transactOf = (at: number) => (at % 2 === 0 ? opened.transact : opened.peerTransact);
		const enrol = async (factors: FactorStore, account: AccountId) => {
			const factor = {
				id: newId('fct', secureRandom),
				account,
				method: 'totp',
				label: 'Phone',
				state: 0,
				version: 0,
				createdAt: systemClock.now()
			};
			await factors.add(factor);
			return factor;
		};

		test('returns what the work returns, and all of its writes happen', async () => {
			const account = sampleAccount();
			const result = await opened.transact(async ({ accounts, factors, audit }) => {
				await accounts.add(account);
				await enrol(factors, account.id);
				await audit.append(eventOf(account.id));
				return 'done';
			});
			expect(result).toBe('done');
			expect(await opened.peer.accounts.find(account.id)).toBeDefined();
			expect(await opened.peer.factors.list(account.id)).toHaveLength(1);
			expect(await opened.peer.audit.list(account.id, { limit: 9 })).toHaveLength(1);
		});

		test('what the work throws undoes everything and is thrown on', async () => {
			const account = sampleAccount();
			const failure = new Error('changed its mind');
			const failing = opened.transact(async ({ accounts, factors, audit }) => {
				await accounts.add(account);
				await enrol(factors, account.id);
				await audit.append(eventOf(account.id));
				throw failure;
			});
			await expect(failing).rejects.toBe(failure);
			expect(await opened.stores.accounts.find(account.id)).toBeUndefined();
			expect(await opened.stores.factors.list(account.id)).toEqual([]);
			expect(await opened.stores.audit.list(account.id, { limit: 9 })).toEqual([]);
		});

		test('a statement that fails undoes what came before it', async () => {
			const account = sampleAccount();
			const failing = opened.transact(async ({ accounts, factors }) => {
				await accounts.add(account);
				await enrol(factors, newId('acc', secureRandom));
			});
			await expect(failing).rejects.toThrow();
			expect(await opened.stores.accounts.find(account.id)).toBeUndefined();
			expect(await opened.transact(async () => 'next')).toBe('next');
		});

		test('others neither see its writes before the end nor join it', async () => {
			const [inside, outside] = [sampleAccount(), sampleAccount()];
			const added = Promise.withResolvers<void>();
			const looked = Promise.withResolvers<void>();
			const failing = opened.transact(async ({ accounts }) => {
				await accounts.add(inside);
				added.resolve();
				await looked.promise;
				expect(await accounts.find(inside.id)).toBeDefined();
				throw new Error('changed its mind');
			});
			await added.promise;
			expect(await opened.stores.accounts.find(inside.id)).toBeUndefined();
			expect(await opened.peer.accounts.find(inside.id)).toBeUndefined();
			const writes = [
				opened.stores.accounts.add(outside),
				opened.peer.accounts.add(sampleAccount())
			];
			looked.resolve();
			await expect(failing).rejects.toThrow('changed its mind');
			expect(await Promise.all(writes)).toEqual([true, true]);
			expect(await opened.stores.accounts.find(outside.id)).toBeDefined();
			expect(await opened.stores.accounts.find(inside.id)).toBeUndefined();
		});

		test('of 50 parallel removals that leave one factor, one factor is left', async () => {
			const account = await newAccountId();
			const enrolled = await Promise.all(
				Array.from({ length: 20 }, () => enrol(opened.stores.factors, account))
			);
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					transactOf(at)(async ({ accounts, factors }) => {
						await accounts.lock(account);
						if ((await factors.list(account)).length < 2) return false;
						return factors.remove(
							account,
							enrolled[at % enrolled.length]?.id ?? newId('fct', secureRandom)
						);
					})
				)
			);
			expect(results.filter(Boolean)).toHaveLength(19);
			expect(await opened.stores.factors.list(account)).toHaveLength(1);
		});

		test('50 parallel changes behind the lock are all counted', async () => {
			const account = await newAccountId();
			await enrol(opened.stores.factors, account);
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					transactOf(at)(async ({ accounts, factors }) => {
						await accounts.lock(account);
						const [factor] = await factors.list(account);
						return factor && factors.replace(factor, { state: Number(factor.state) + 1 });
					})
				)
			);
			expect(results.every(Boolean)).toBe(true);
			expect(await opened.stores.factors.list(account)).toMatchObject([{ state: 50, version: 50 }]);
		});
	});
}

function eventOf(account: AccountId) {
	return {
		at: systemClock.now(),
		code: 'account.created',
		account,
		requestId: 'req_1',
		address: '192.0.2.1',
		userAgent: 'Browser',
		details: {}
	} as const;
}
