import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Consent } from './consent.ts';
import { USE_EVERY_MS, type ConsentStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly consents: ConsentStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	readonly transact: Transact<Stores>;
	readonly peerTransact: Transact<Stores>;
	close(): Promise<void>;
}

interface Options {
	readonly open: () => Promise<Opened>;
	readonly sampleAccount: () => NewAccount;
}

const AT = systemClock.now();
const after = (ms: number) => new Date(AT.getTime() + ms);

export function describeConsentStore(name: string, { open, sampleAccount }: Options): void {
	describe(`consent store: ${name}`, () => {
		let opened: Opened;
		let store: ConsentStore;

		beforeAll(async () => {
			opened = await open();
			store = opened.stores.consents;
		});
		afterAll(() => opened.close());

		const someone = async (): Promise<AccountId> => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			return account.id;
		};
		const sample = (account: AccountId, of: Partial<Consent> = {}): Consent => ({
			id: newId('con', secureRandom),
			account,
			client: 'shop',
			scopes: ['openid'],
			implied: [],
			since: AT,
			usedAt: AT,
			...of
		});
		const add = (consent: Consent, transact = opened.transact) =>
			transact(({ consents }) => consents.add(consent));
		const racing = <Result>(work: (at: number) => Promise<Result>) =>
			Promise.all(Array.from({ length: 50 }, (_, at) => work(at)));

		test('gives back what was added, to its account and for its client only', async () => {
			const [ada, eve] = [await someone(), await someone()];
			const consent = await add(sample(ada, { scopes: ['openid', 'email'], implied: ['groups'] }));
			expect(await opened.peer.consents.find(ada, 'shop')).toEqual(consent);
			expect(await store.find(ada, 'own')).toBeUndefined();
			expect(await store.find(eve, 'shop')).toBeUndefined();
			expect(await store.list(eve)).toEqual([]);
		});

		test('what is added joins what was allowed before, and begins with the first', async () => {
			const ada = await someone();
			const first = await add(sample(ada));
			const next = { scopes: ['openid', 'email'], implied: ['groups'], since: after(1) };
			const second = await add(sample(ada, { ...next, usedAt: after(1) }));
			expect(second).toEqual({ ...first, ...next, since: AT, usedAt: after(1) });
			expect(await store.list(ada)).toEqual([second]);
		});

		test('of 50 that add at once by two processes none is lost, and there is one consent', async () => {
			const ada = await someone();
			const names = Array.from({ length: 50 }, (_, at) => `scope-${at}`);
			const given = await racing((at) =>
				add(
					sample(ada, { scopes: [names[at] ?? ''] }),
					at % 2 === 0 ? opened.transact : opened.peerTransact
				)
			);
			expect(new Set(given.map(({ id }) => id)).size).toBe(1);
			const [kept, ...others] = await store.list(ada);
			expect(others).toEqual([]);
			expect(new Set(kept?.scopes)).toEqual(new Set(names));
		});

		test('they are listed as they were used, to the minute', async () => {
			const ada = await someone();
			const shop = await add(sample(ada));
			const page = await add(sample(ada, { client: 'page', usedAt: after(1) }));
			expect(await store.list(ada)).toEqual([page, shop]);
			expect(await store.use(shop.id, after(USE_EVERY_MS - 1))).toEqual(shop);
			const used = { ...shop, usedAt: after(USE_EVERY_MS) };
			expect(await store.use(shop.id, after(USE_EVERY_MS))).toEqual(used);
			expect(await store.list(ada)).toEqual([used, page]);
		});

		test('is taken back by its own account only, and by one of 50 at once', async () => {
			const [ada, eve] = [await someone(), await someone()];
			const consent = await add(sample(ada));
			const { id } = consent;
			expect(await store.remove(eve, id)).toBeUndefined();
			const removed = await racing((at) =>
				(at % 2 === 0 ? store : opened.peer.consents).remove(ada, id)
			);
			expect(removed.filter(Boolean)).toEqual([consent]);
			expect(await opened.peer.consents.use(id, after(USE_EVERY_MS))).toBeUndefined();
			expect(await store.find(ada, 'shop')).toBeUndefined();
		});

		test('what is given after it was taken back is another consent', async () => {
			const ada = await someone();
			const first = await add(sample(ada, { scopes: ['openid', 'email'] }));
			await store.remove(ada, first.id);
			const second = await add(sample(ada));
			expect(second.id).not.toBe(first.id);
			expect(second.scopes).toEqual(['openid']);
			expect(await store.use(first.id, AT)).toBeUndefined();
		});

		test('goes with its account', async () => {
			const ada = await someone();
			const { id } = await add(sample(ada));
			await opened.stores.accounts.remove(ada);
			expect(await store.use(id, AT)).toBeUndefined();
			expect(await store.list(ada)).toEqual([]);
		});
	});
}
