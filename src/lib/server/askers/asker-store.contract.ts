import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { AskerStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly askers: AskerStore;
}

interface Options {
	readonly open: () => Promise<{
		readonly stores: Stores;
		/** The same store through another connection. */
		readonly peer: Stores;
		close(): Promise<void>;
	}>;
	readonly sampleAccount: () => NewAccount;
}

const AT = systemClock.now();
const after = (ms: number) => new Date(AT.getTime() + ms);
const BANK = 'client/bank';

export function describeAskerStore(name: string, { open, sampleAccount }: Options): void {
	describe(`asker store: ${name}`, () => {
		let opened: Awaited<ReturnType<Options['open']>>;
		let store: AskerStore;

		beforeAll(async () => {
			opened = await open();
			store = opened.stores.askers;
		});
		afterAll(() => opened.close());

		const someone = async (): Promise<AccountId> => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			return account.id;
		};
		const racing = <Result>(work: (at: AskerStore) => Promise<Result>) =>
			Promise.all(Array.from({ length: 50 }, (_, at) => work(at % 2 ? store : opened.peer.askers)));

		test('lists who was answered, the last first, to their account only', async () => {
			const [ada, eve] = [await someone(), await someone()];
			await store.note(ada, BANK, AT);
			await store.note(ada, 'app_1', after(1));
			await store.note(ada, BANK, after(2));
			expect(await opened.peer.askers.list(ada)).toEqual([
				{ id: BANK, answeredAt: after(2) },
				{ id: 'app_1', answeredAt: after(1) }
			]);
			expect(await store.list(eve)).toEqual([]);
		});

		test('turns one off and on again, for one account and one application', async () => {
			const [ada, eve] = [await someone(), await someone()];
			for (const account of [ada, eve])
				for (const id of [BANK, 'client/rival']) await store.note(account, id, AT);
			expect(await store.isOff(ada, BANK)).toBe(false);
			expect(await store.turn(ada, BANK, after(1))).toBe(true);
			expect(await opened.peer.askers.isOff(ada, BANK)).toBe(true);
			expect(await store.list(ada)).toContainEqual({
				id: BANK,
				answeredAt: AT,
				offSince: after(1)
			});
			expect(await store.isOff(eve, BANK)).toBe(false);
			expect(await store.isOff(ada, 'client/rival')).toBe(false);
			expect(await store.turn(ada, BANK, after(2))).toBe(false);
			expect(await store.turn(ada, BANK, undefined)).toBe(true);
			expect(await store.isOff(ada, BANK)).toBe(false);
			expect(await store.turn(ada, BANK, undefined)).toBe(false);
		});

		test('of 50 who turn it off at once one does, and none of 50 answers turns it on', async () => {
			const ada = await someone();
			await store.note(ada, BANK, AT);
			const [turned] = await Promise.all([
				racing((by) => by.turn(ada, BANK, after(1))),
				racing((by) => by.note(ada, BANK, after(2)))
			]);
			expect(turned.filter(Boolean)).toHaveLength(1);
			expect(await store.isOff(ada, BANK)).toBe(true);
			expect(await store.list(ada)).toHaveLength(1);
		});

		test('of 50 first answers at once all are one', async () => {
			const ada = await someone();
			await racing((by) => by.note(ada, BANK, AT));
			expect(await store.list(ada)).toHaveLength(1);
		});

		test('nobody has turned off what nobody has answered', async () => {
			const [ada, nobody] = [await someone(), newId('acc', secureRandom)];
			expect(await store.turn(ada, BANK, AT)).toBe(false);
			expect(await store.isOff(ada, BANK)).toBe(false);
			expect(await store.isOff(nobody, BANK)).toBe(false);
			expect(await store.list(nobody)).toEqual([]);
		});

		test('they go with their account', async () => {
			const ada = await someone();
			await store.note(ada, BANK, AT);
			await store.turn(ada, BANK, AT);
			await opened.stores.accounts.remove(ada);
			expect(await store.isOff(ada, BANK)).toBe(false);
			expect(await store.list(ada)).toEqual([]);
		});
	});
}
