import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import { IDLE_MS, type Family } from './family.ts';
import type { TokenFamilyStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly tokenFamilies: TokenFamilyStore;
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

const AT = systemClock.now();
const hash = () => hashSecret(newSecret(secureRandom));

export function describeTokenFamilyStore(name: string, { open, sampleAccount }: Options): void {
	describe(`token family store: ${name}`, () => {
		let opened: Opened;
		let families: TokenFamilyStore;

		beforeAll(async () => {
			opened = await open();
			families = opened.stores.tokenFamilies;
		});
		afterAll(() => opened.close());

		const sample = async (of: Partial<Family> = {}): Promise<Family> => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			return {
				id: newId('fam', secureRandom),
				account: account.id,
				session: newId('ses', secureRandom),
				sessionToken: newSecret(secureRandom),
				client: 'notes',
				keyThumbprint: undefined,
				current: { number: 0, hash: hash() },
				successor: undefined,
				previous: undefined,
				usedAt: AT,
				endsAt: new Date(AT.getTime() + IDLE_MS),
				version: 0,
				...of
			};
		};
		const add = async (of: Partial<Family> = {}) => {
			const family = await sample(of);
			await families.add(family);
			return family;
		};
		const racing = <Result>(work: (store: TokenFamilyStore) => Promise<Result>) =>
			Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					work((at % 2 === 0 ? opened.stores : opened.peer).tokenFamilies)
				)
			);

		test('gives back what was added and replaced', async () => {
			const family = await add({ keyThumbprint: 'thumbprint' });
			expect(await families.find(family.id)).toEqual(family);
			const successor = { number: 1, hash: hash(), box: 'box', at: AT };
			const next = { ...family, successor, version: 1 };
			expect(await families.replace(next)).toBe(true);
			expect(await opened.peer.tokenFamilies.find(family.id)).toEqual(next);
			const previous = { number: 0, hash: hash(), box: 'box', at: AT };
			const last = {
				...next,
				current: { number: 1, hash: hash() },
				successor: undefined,
				previous
			};
			expect(await families.replace({ ...last, version: 2 })).toBe(true);
			expect(await families.find(family.id)).toEqual({ ...last, version: 2 });
		});

		test('of 50 racing callers one replaces a version', async () => {
			const family = await add();
			const done = await racing((store) => store.replace({ ...family, version: 1 }));
			expect(done.filter(Boolean)).toHaveLength(1);
			expect(await families.replace({ ...family, version: 1 })).toBe(false);
			expect(await families.replace({ ...family, version: 3 })).toBe(false);
		});

		test('of 50 racing callers one removes it, and nothing brings it back', async () => {
			const family = await add();
			const done = await racing((store) => store.remove(family.id));
			expect(done.filter(Boolean)).toHaveLength(1);
			expect(await families.replace({ ...family, version: 1 })).toBe(false);
			expect(await families.find(family.id)).toBeUndefined();
		});

		test('one goes with its account', async () => {
			const family = await add();
			await opened.stores.accounts.remove(family.account);
			expect(await families.find(family.id)).toBeUndefined();
		});

		test('those that are over go when another is added', async () => {
			const old = await sample({ usedAt: new Date(AT.getTime() - IDLE_MS) });
			const { tokenFamilies } = opened.peer;
			await tokenFamilies.add(old);
			expect(await families.find(old.id)).toBeUndefined();
		});
	});
}
