import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import type { ConsentStore } from '#lib/server/consents/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type ConsentId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import { IDLE_MS, type OfflineStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly consents: ConsentStore;
	readonly offline: OfflineStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	readonly transact: Transact<Stores>;
	dump(): Promise<string>;
	close(): Promise<void>;
}

interface Options {
	readonly open: () => Promise<Opened>;
	readonly sampleAccount: () => NewAccount;
}

const AT = systemClock.now();
const after = (ms: number) => new Date(AT.getTime() + ms);
const secret = () => newSecret(secureRandom);
const ABSOLUTE_MS = 30 * 24 * 60 * 60_000;

export function describeOfflineStore(name: string, { open, sampleAccount }: Options): void {
	describe(`offline store: ${name}`, () => {
		let opened: Opened;
		let store: OfflineStore;

		beforeAll(async () => {
			opened = await open();
			store = opened.stores.offline;
		});
		afterAll(() => opened.close());

		const someone = async (): Promise<{ account: AccountId; consent: ConsentId }> => {
			const { id: account, ...rest } = sampleAccount();
			await opened.stores.accounts.add({ id: account, ...rest });
			const given = { id: newId('con', secureRandom), account, client: 'shop' };
			const { id } = await opened.transact(({ consents }) =>
				consents.add({ ...given, scopes: ['openid'], implied: [], since: AT, usedAt: AT })
			);
			return { account, consent: id };
		};
		const granted = async (consent: ConsentId) => {
			const [grant, token] = [secret(), secret()];
			const endsAt = after(ABSOLUTE_MS);
			expect(await store.addGrant({ id: grant, consent, data: { of: 'grant' }, endsAt })).toBe(
				true
			);
			const kept = { id: token, grant, data: { of: 'token' }, usedAt: AT };
			expect(await store.addToken(kept)).toBe(true);
			return { grant, token };
		};
		const racing = <Result>(work: (store: OfflineStore) => Promise<Result>) =>
			Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					work((at % 2 === 0 ? opened.stores : opened.peer).offline)
				)
			);

		test('gives back what was added, and nothing of it can be read or used from a dump', async () => {
			const { account, consent } = await someone();
			const { grant, token } = await granted(consent);
			expect(await opened.peer.offline.findGrant(grant, AT)).toEqual({ of: 'grant' });
			const found = { data: { of: 'token' }, isSpent: false };
			expect(await opened.peer.offline.findToken(token, AT)).toEqual(found);
			expect(await store.consentsOf(account, AT)).toEqual([consent]);
			const dump = await opened.dump();
			for (const hidden of [grant, token, '"of"']) expect(dump).not.toContain(hidden);
		});

		test('of 50 that spend a token by two processes one does, and the token is known as spent', async () => {
			const { consent } = await someone();
			const { token } = await granted(consent);
			const spent = await racing((each) => each.spendToken(token, AT));
			expect(spent.filter(Boolean)).toHaveLength(1);
			expect(await store.findToken(token, AT)).toMatchObject({ isSpent: true });
		});

		test('a token that is not used ends after a week, and one that is used with its grant', async () => {
			const { account, consent } = await someone();
			const { grant, token } = await granted(consent);
			expect(await store.findToken(token, after(IDLE_MS - 1))).toBeDefined();
			expect(await store.findToken(token, after(IDLE_MS))).toBeUndefined();
			expect(await store.spendToken(token, after(IDLE_MS))).toBe(false);
			for (let at = IDLE_MS - 1; at < ABSOLUTE_MS; at += IDLE_MS - 1)
				await store.useToken(token, after(at));
			expect(await store.findToken(token, after(ABSOLUTE_MS - 1))).toBeDefined();
			expect(await store.findToken(token, after(ABSOLUTE_MS))).toBeUndefined();
			expect(await store.findGrant(grant, after(ABSOLUTE_MS))).toBeUndefined();
			expect(await store.consentsOf(account, after(ABSOLUTE_MS))).toEqual([]);
		});

		test('nothing is kept of what has ended: a grant without its consent, a token without its grant', async () => {
			const { account, consent } = await someone();
			const { grant } = await granted(consent);
			await store.removeGrant(grant);
			const token = { id: secret(), grant, data: {}, usedAt: AT };
			expect(await store.addToken(token)).toBe(false);
			await opened.stores.consents.remove(account, consent);
			const next = { id: secret(), consent, data: {}, endsAt: after(ABSOLUTE_MS) };
			expect(await store.addGrant(next)).toBe(false);
		});

		type Mine = Awaited<ReturnType<typeof someone>> & Awaited<ReturnType<typeof granted>>;
		const ends: readonly (readonly [string, (mine: Mine) => Promise<unknown>])[] = [
			['its grant', ({ grant }) => store.removeGrant(grant)],
			['its consent', ({ account, consent }) => opened.stores.consents.remove(account, consent)],
			['its account', ({ account }) => opened.stores.accounts.remove(account)],
			['all of its account', ({ account }) => store.removeAll(account)]
		];
		test.each(ends)('a token ends with %s, and nobody else’s does', async (_, end) => {
			const [ada, eve] = [await someone(), await someone()];
			const mine = await granted(ada.consent);
			const others = await granted(eve.consent);
			await end({ ...ada, ...mine });
			expect(await opened.peer.offline.findToken(mine.token, AT)).toBeUndefined();
			expect(await store.findGrant(mine.grant, AT)).toBeUndefined();
			expect(await store.findToken(others.token, AT)).toBeDefined();
		});

		test('everybody’s end at once', async () => {
			const [ada, eve] = [await someone(), await someone()];
			const all = [await granted(ada.consent), await granted(eve.consent)];
			await store.removeEverybody();
			for (const { token } of all) expect(await store.findToken(token, AT)).toBeUndefined();
		});

		test('whatever races with taking it back, nothing is alive afterwards', async () => {
			const { account, consent } = await someone();
			const { grant } = await granted(consent);
			const ids = Array.from({ length: 50 }, secret);
			await Promise.all(
				ids.map((id, at) =>
					at === 25
						? opened.stores.consents.remove(account, consent)
						: (at % 2 === 0 ? opened.stores : opened.peer).offline.addToken({
								id,
								grant,
								data: {},
								usedAt: AT
							})
				)
			);
			for (const id of ids) expect(await store.findToken(id, AT)).toBeUndefined();
		});
	});
}
