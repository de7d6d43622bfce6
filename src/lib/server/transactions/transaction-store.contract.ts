import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import type { ApplicationStore } from '#lib/server/applications/index.ts';
import { sampleApplication } from '#lib/server/applications/application-store.contract.ts';
import { newId, type FactorId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { NewTransaction, TransactionStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly applications: ApplicationStore;
	readonly transactions: TransactionStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	close(): Promise<void>;
}

interface Options {
	readonly open: () => Promise<Opened>;
	readonly sampleAccount: () => NewAccount;
}

const AT = new Date('2026-03-01T12:00:00.123Z');
const after = (ms: number) => new Date(AT.getTime() + ms);
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const ALL = { most: 1000, each: 1000 };

export function describeTransactionStore(name: string, { open, sampleAccount }: Options): void {
	describe(`transaction store: ${name}`, () => {
		let opened: Opened;
		let store: TransactionStore;
		beforeAll(async () => {
			opened = await open();
			store = opened.stores.transactions;
		});
		afterAll(() => opened.close());

		const newApplication = async () => {
			const application = sampleApplication();
			await opened.stores.applications.add(application);
			return application.id;
		};
		const newAccount = async () => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			return account.id;
		};
		const added = async (of: Partial<NewTransaction> = {}) => {
			const kept = {
				id: newId('apr', secureRandom),
				application: of.application ?? (await newApplication()),
				account: of.account,
				asked: { name: 'ada', text: 'Pay 5 € „ü🦊"', ttlSeconds: 120, number: '42' },
				askedAt: AT,
				expiresAt: after(2 * MINUTE)
			};
			expect(await store.add({ ...kept, isToBeTold: false, ...of })).toBe(true);
			return kept;
		};
		/** Fifty at once, by both connections. */
		const racing = async (work: (on: TransactionStore, at: number) => Promise<boolean>) => {
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					work((at % 2 === 0 ? opened.stores : opened.peer).transactions, at)
				)
			);
			return results.filter(Boolean).length;
		};

		test('gives back what was asked, to the letter', async () => {
			const kept = await added({ account: await newAccount() });
			expect(await opened.peer.transactions.find(kept.id)).toEqual(kept);
			const nobodys = await added();
			expect(await store.find(nobodys.id)).toEqual({ ...nobodys, account: undefined });
			expect(await store.find(newId('apr', secureRandom))).toBeUndefined();
			expect(await store.find(`${kept.id}\0` as typeof kept.id)).toBeUndefined();
		});

		test('of 50 by one key of one application one is added, and another application may use it', async () => {
			const application = await newApplication();
			const idempotencyHash = hashSecret(newSecret(secureRandom));
			const kept = await added({ application, idempotencyHash });
			const again = () => ({
				...kept,
				id: newId('apr', secureRandom),
				idempotencyHash,
				isToBeTold: false
			});
			expect(await racing((on) => on.add(again()))).toBe(0);
			expect(await store.findByHash(application, idempotencyHash)).toEqual(kept);
			const other = await newApplication();
			expect(await store.findByHash(other, idempotencyHash)).toBeUndefined();
			expect(await racing((on) => on.add({ ...again(), application: other }))).toBe(1);
			await added({ application });
			await added({ application });
		});

		test('of 50 racing answers one counts, and it stays', async () => {
			const { id } = await added();
			const outcomes = ['approved', 'declined', 'disowned', 'withdrawn'] as const;
			const phone = 'fct_1' as FactorId;
			const won = await racing((on, at) =>
				on.settle(id, { outcome: outcomes[at % 4] ?? 'declined', phone, at: AT })
			);
			expect(won).toBe(1);
			const { outcome } = (await store.find(id)) ?? {};
			expect(outcome).toBeDefined();
			expect(await store.settle(id, { outcome: 'declined', at: AT })).toBe(false);
			expect(await store.find(id)).toMatchObject({ outcome, phone });
		});

		test('after its time it cannot be answered', async () => {
			const { id } = await added();
			const late = { outcome: 'approved', at: after(2 * MINUTE) } as const;
			expect(await store.settle(id, late)).toBe(false);
			expect((await store.find(id))?.outcome).toBeUndefined();
		});

		test('of 50 who tell of an approval one makes it stand or void, and that stays', async () => {
			const { id } = await added();
			expect(await store.tell(id, { outcome: 'approved', at: AT })).toBe(false);
			await store.settle(id, { outcome: 'approved', at: AT });
			const won = await racing((on, at) =>
				on.tell(id, { outcome: at % 2 === 0 ? 'approved' : 'void', at: AT })
			);
			expect(won).toBe(1);
			expect(await store.find(id)).toMatchObject({ toldAt: AT });
		});

		test('says when somebody disowned, to this application alone', async () => {
			const [account, application] = [await newAccount(), await newApplication()];
			const by = { account, application };
			const { id } = await added(by);
			expect(await store.lastDisowned(by, AT)).toBeUndefined();
			await store.settle(id, { outcome: 'disowned', at: after(MINUTE) });
			expect(await store.lastDisowned(by, AT)).toEqual(after(MINUTE));
			expect(await store.lastDisowned(by, after(MINUTE))).toBeUndefined();
			const other = { account, application: await newApplication() };
			expect(await store.lastDisowned(other, AT)).toBeUndefined();
		});

		test('what is to be told is due with its answer or its end; of 50 who try one does', async () => {
			const { id, application } = await added({ isToBeTold: true });
			const quiet = await added();
			const dueAt = async (at: Date) =>
				(await store.listDue(at, ALL)).filter((due) => [id, quiet.id].includes(due.id));
			expect(await dueAt(after(MINUTE))).toEqual([]);
			expect(await dueAt(after(2 * MINUTE))).toMatchObject([{ id, tries: 0 }]);
			await store.settle(id, { outcome: 'approved', at: after(MINUTE) });
			await store.settle(quiet.id, { outcome: 'approved', at: after(MINUTE) });
			const [due] = await dueAt(after(MINUTE));
			expect(due).toEqual({ id, application, tries: 0, dueAt: after(MINUTE) });
			if (!due) throw new Error('Nothing is due.');
			expect(await racing((on) => on.claim(due, after(2 * MINUTE)))).toBe(1);
			expect(await dueAt(after(MINUTE))).toEqual([]);
			expect(await dueAt(after(2 * MINUTE))).toMatchObject([{ tries: 1 }]);
			await store.settleDue(id);
			expect(await dueAt(after(9 * MINUTE))).toEqual([]);
		});

		test('what is due is told in turns: one with much waiting is not before one with little', async () => {
			const [much, little] = [await newApplication(), await newApplication()];
			// Long before what other tests leave.
			const early = (ms: number) => new Date(AT.getTime() - DAY + ms);
			const due = (application: typeof much, ms: number) =>
				added({ application, askedAt: early(0), expiresAt: early(ms), isToBeTold: true });
			const first = [await due(much, 1), await due(much, 2), await due(much, 3)];
			const later = [await due(little, 4), await due(little, 5)];
			const listed = async (most: number, each: number) =>
				(await store.listDue(early(5), { most, each })).map(({ id }) => id);
			const ids = [...first, ...later].map(({ id }) => id);
			expect(await listed(3, 9)).toEqual([ids[0], ids[3], ids[1]]);
			expect(await listed(9, 2)).toEqual([ids[0], ids[3], ids[1], ids[4]]);
			expect(await listed(9, 9)).toHaveLength(5);
		});

		test('one that its application has withdrawn is not told', async () => {
			const { id } = await added({ isToBeTold: true });
			await store.settle(id, { outcome: 'withdrawn', at: AT });
			const due = await store.listDue(after(9 * MINUTE), ALL);
			expect(due.map((each) => each.id)).not.toContain(id);
		});

		test('what is long over is removed, but for what is still to be told', async () => {
			const [quiet, loud] = [await added(), await added({ isToBeTold: true })];
			await store.removeEnded(after(2 * MINUTE));
			expect(await store.find(quiet.id)).toBeDefined();
			await store.removeEnded(after(2 * MINUTE + 1));
			expect(await store.find(quiet.id)).toBeUndefined();
			expect(await store.find(loud.id)).toBeDefined();
		});

		test('an account that goes leaves it nobody’s', async () => {
			const account = await newAccount();
			const { id } = await added({ account });
			await opened.stores.accounts.remove(account);
			const kept = await store.find(id);
			expect(kept).toBeDefined();
			expect(kept?.account).toBeUndefined();
		});
	});
}
