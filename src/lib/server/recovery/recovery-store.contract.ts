import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { RecoveryStore } from './ports.ts';
import { timesOf, type Recovery } from './recovery.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly recoveries: RecoveryStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	readonly transact: Transact<Stores>;
	close(): Promise<void>;
}

interface Options {
	readonly open: () => Promise<Opened>;
	readonly sampleAccount: () => NewAccount;
}

const AT = systemClock.now();
const after = (ms: number) => new Date(AT.getTime() + ms);
const secret = () => hashSecret(newSecret(secureRandom));

export function describeRecoveryStore(name: string, { open, sampleAccount }: Options): void {
	describe(`recovery store: ${name}`, () => {
		let opened: Opened;
		let recoveries: RecoveryStore;

		beforeAll(async () => {
			opened = await open();
			recoveries = opened.stores.recoveries;
		});
		afterAll(() => opened.close());

		const sample = async (of: Partial<Recovery> = {}): Promise<Recovery> => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			return {
				id: newId('rec', secureRandom),
				account: account.id,
				email: account.email,
				secretHash: secret(),
				...timesOf(AT, 1000),
				stage: 'begun',
				links: [secret()],
				...of
			};
		};
		const added = async (of: Partial<Recovery> = {}) => {
			const recovery = await sample(of);
			expect(await recoveries.add(recovery)).toBe(true);
			return recovery;
		};
		/** Fifty callers, half of them through the other connection; how many were told that it was them. */
		const racing = async (work: (stores: Stores, at: number) => Promise<boolean>) => {
			const calls = Array.from({ length: 50 }, (_, at) =>
				work(at % 2 === 0 ? opened.stores : opened.peer, at)
			);
			return (await Promise.all(calls)).filter(Boolean).length;
		};

		test('gives back what was added, by its id, its account and its secret', async () => {
			const recovery = await added();
			expect(await recoveries.find(recovery.id)).toEqual(recovery);
			expect(await recoveries.findOf(recovery.account)).toEqual(recovery);
			expect(await recoveries.findBySecret(recovery.secretHash ?? '')).toEqual(recovery);
			expect(await recoveries.findBySecret(secret())).toBeUndefined();
		});

		test('an account has one at most: of 50 racing beginnings one begins', async () => {
			const recovery = await sample();
			const begun = await racing((stores) =>
				stores.recoveries.add({
					...recovery,
					id: newId('rec', secureRandom),
					secretHash: secret()
				})
			);
			expect(begun).toBe(1);
		});

		test('of 50 racing browsers one is tied to it, and none where one has begun it', async () => {
			const { id } = await added({ secretHash: undefined });
			expect(await racing((stores) => stores.recoveries.bind(id, secret()))).toBe(1);
			expect(await recoveries.bind(id, secret())).toBe(false);
			expect(await recoveries.bind((await added()).id, secret())).toBe(false);
		});

		test('of 50 racing sweeps one goes on to the next stage, and its link stays', async () => {
			const { id, links, endsAt } = await added();
			const link = secret();
			const step = { from: 'begun', to: 'halfway', dueAt: endsAt, link } as const;
			expect(await racing((stores) => stores.recoveries.advance(id, step))).toBe(1);
			expect(await recoveries.find(id)).toMatchObject({
				stage: 'halfway',
				dueAt: endsAt,
				links: [...links, link]
			});
		});

		test('of 50 racing endings one ends it, and it is gone by every name', async () => {
			const { id, account, secretHash = '' } = await added();
			const ended = await racing((stores, at) =>
				at % 4 < 2 ? stores.recoveries.remove(id) : stores.recoveries.removeOf(account)
			);
			expect(ended).toBe(1);
			expect(await recoveries.find(id)).toBeUndefined();
			expect(await recoveries.findOf(account)).toBeUndefined();
			expect(await recoveries.findBySecret(secretHash)).toBeUndefined();
		});

		test('those are due whose time has come, the longest due first, and no more than asked for', async () => {
			const late = await added({ dueAt: after(-2000) });
			const soon = await added({ dueAt: after(-1000) });
			await added({ dueAt: after(1) });
			const due = (await recoveries.listDue(AT, 1000)).map(({ id }) => id);
			expect(due.filter((id) => id === late.id || id === soon.id)).toEqual([late.id, soon.id]);
			expect(await recoveries.listDue(AT, 1)).toHaveLength(1);
			for (const { id } of await recoveries.listDue(AT, 1000)) await recoveries.remove(id);
			expect(await recoveries.listDue(AT, 1000)).toEqual([]);
		});

		test('what a transaction undoes has not ended it', async () => {
			const { id } = await added();
			const work = opened.transact(async (stores) => {
				expect(await stores.recoveries.remove(id)).toBe(true);
				throw new Error('Undone.');
			});
			await expect(work).rejects.toThrow('Undone.');
			expect(await recoveries.find(id)).toBeDefined();
		});

		test('it goes with its account', async () => {
			const { id, account } = await added();
			await opened.stores.accounts.remove(account);
			expect(await recoveries.find(id)).toBeUndefined();
		});
	});
}
