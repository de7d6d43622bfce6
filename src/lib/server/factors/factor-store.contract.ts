import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Factor } from './factor.ts';
import type { FactorStore } from './ports.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
}

interface Opened {
	readonly stores: Stores;
	/** The same store through another connection. */
	readonly peer: Stores;
	readonly transact: Transact<Stores>;
	/** Everything that is stored, as one text of raw bytes. */
	dump(): Promise<string>;
	close(): Promise<void>;
}

interface Options {
	readonly open: () => Promise<Opened>;
	readonly sampleAccount: () => NewAccount;
}

const AT = systemClock.now();

export function describeFactorStore(name: string, { open, sampleAccount }: Options): void {
	describe(`factor store: ${name}`, () => {
		let opened: Opened;
		let factors: FactorStore;

		beforeAll(async () => {
			opened = await open();
			factors = opened.stores.factors;
		});
		afterAll(() => opened.close());

		const newAccountId = async () => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			return account.id;
		};
		const sample = (account: AccountId, of: Partial<Factor> = {}): Factor => ({
			id: newId('fct', secureRandom),
			account,
			method: 'totp',
			label: 'Phone',
			state: { secret: newSecret(secureRandom) },
			version: 0,
			createdAt: AT,
			...of
		});
		const add = async (of: Partial<Factor> = {}) => {
			const factor = sample(of.account ?? (await newAccountId()), of);
			expect(await factors.add(factor)).toBe(true);
			return factor;
		};
		const get = async ({ account, id }: Factor) =>
			(await factors.list(account)).find((factor) => factor.id === id);

		test('gives back what was added', async () => {
			const plain = await add();
			expect(await factors.list(plain.account)).toEqual([plain]);
			const state = { deep: [1, { a: null, ключ: '\u0000 🦊 "' }], on: true };
			const full = await add({
				handle: newSecret(secureRandom),
				state,
				lastUsedAt: AT,
				version: 7
			});
			expect(await factors.list(full.account)).toEqual([full]);
		});

		test('a state that is read twice is one object', async () => {
			const factor = await get(await add());
			expect(factor?.state).toBe(factor?.state);
		});

		test('opens a decoy, and leaves nothing of it', async () => {
			const before = await opened.dump();
			for (const { factors: store } of [opened.stores, opened.peer]) store.openDecoy();
			expect(await opened.dump()).toBe(before);
		});

		test('lists the account’s own, oldest first', async () => {
			const account = await newAccountId();
			const second = await add({ account, createdAt: new Date(AT.getTime() + 1) });
			const first = await add({ account });
			await add();
			expect((await factors.list(account)).map(({ id }) => id)).toEqual([first.id, second.id]);
		});

		test('finds by handle, of that method only', async () => {
			const handle = newSecret(secureRandom);
			const factor = await add({ method: 'passkeys', handle });
			expect(await factors.findByHandle('passkeys', handle)).toEqual(factor);
			expect(await factors.findByHandle('totp', handle)).toBeUndefined();
			for (const other of [handle.toUpperCase(), `${handle} `, `${handle}\0`, '', '%'])
				expect(await factors.findByHandle('passkeys', other)).toBeUndefined();
		});

		test('a handle is used once per method, and a second one writes nothing', async () => {
			const handle = newSecret(secureRandom);
			const factor = await add({ method: 'passkeys', handle });
			const again = sample(await newAccountId(), { method: 'passkeys', handle });
			expect(await factors.add(again)).toBe(false);
			expect(await factors.list(again.account)).toEqual([]);
			expect(await factors.findByHandle('passkeys', handle)).toEqual(factor);
			expect(await factors.add({ ...again, method: 'keys' })).toBe(true);
		});

		test('a transaction goes on after a used handle', async () => {
			const { method, handle } = await add({ method: 'passkeys', handle: newSecret(secureRandom) });
			const account = await newAccountId();
			await opened.transact(async (stores) => {
				expect(await stores.factors.add(sample(account, { method, handle }))).toBe(false);
				expect(await stores.factors.add(sample(account))).toBe(true);
			});
			expect(await factors.list(account)).toHaveLength(1);
		});

		test('of 50 racing enrolments of one handle one succeeds', async () => {
			const handle = newSecret(secureRandom);
			const account = await newAccountId();
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					storeOf(opened, at).add(sample(account, { method: 'passkeys', handle }))
				)
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			expect(await factors.list(account)).toHaveLength(1);
		});

		test('replaces the state and counts the version up', async () => {
			const factor = await add();
			const next = { state: { step: 5 }, lastUsedAt: new Date(AT.getTime() + 9) };
			expect(await factors.replace(factor, next)).toBe(true);
			expect(await get(factor)).toEqual({ ...factor, ...next, version: 1 });
		});

		test('keeps when it was last used unless told otherwise', async () => {
			const factor = await add({ lastUsedAt: AT });
			expect(await factors.replace(factor, { state: 1 })).toBe(true);
			expect((await get(factor))?.lastUsedAt).toEqual(AT);
		});

		test('a stale version replaces nothing', async () => {
			const factor = await add();
			expect(await factors.replace(factor, { state: 'first' })).toBe(true);
			expect(await factors.replace(factor, { state: 'second' })).toBe(false);
			expect(await get(factor)).toMatchObject({ state: 'first', version: 1 });
		});

		test('of 50 racing verifications one replaces the state', async () => {
			const factor = await add();
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) => storeOf(opened, at).replace(factor, { state: at }))
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			expect(await get(factor)).toMatchObject({ state: results.indexOf(true), version: 1 });
		});

		test('renaming does not make a verification lose', async () => {
			const factor = await add();
			expect(await factors.rename(factor.account, factor.id, 'Old phone')).toBe(true);
			expect(await factors.replace(factor, { state: 1 })).toBe(true);
			expect(await get(factor)).toMatchObject({ label: 'Old phone', version: 1, state: 1 });
		});

		test('noting that it was used does not make one lose either', async () => {
			const factor = await add();
			const at = new Date(AT.getTime() + 9);
			await factors.noteUse(factor, at);
			expect(await get(factor)).toEqual({ ...factor, lastUsedAt: at });
			expect(await factors.replace(factor, { state: 1 })).toBe(true);
		});

		test('another account can neither rename nor replace nor remove', async () => {
			const factor = await add();
			const other = await newAccountId();
			expect(await factors.rename(other, factor.id, 'Mine')).toBe(false);
			expect(await factors.replace({ ...factor, account: other }, { state: 1 })).toBe(false);
			expect(await factors.remove(other, factor.id)).toBe(false);
			await factors.noteUse({ id: factor.id, account: other }, AT);
			expect(await get(factor)).toEqual(factor);
		});

		test('a removed factor is gone, and nothing brings it back', async () => {
			const factor = await add({ handle: newSecret(secureRandom) });
			expect(await factors.remove(factor.account, factor.id)).toBe(true);
			expect(await factors.remove(factor.account, factor.id)).toBe(false);
			expect(await factors.replace(factor, { state: 1 })).toBe(false);
			expect(await factors.rename(factor.account, factor.id, 'x')).toBe(false);
			await factors.noteUse(factor, AT);
			expect(await factors.list(factor.account)).toEqual([]);
			expect(await factors.findByHandle('totp', factor.handle ?? '')).toBeUndefined();
			expect(await factors.add(factor)).toBe(true);
		});

		test('a dump holds no secret of a factor', async () => {
			const secrets = [newSecret(secureRandom), newSecret(secureRandom)] as const;
			const factor = await add({ label: 'found in the dump', state: { secret: secrets[0] } });
			await factors.replace(factor, { state: { secret: secrets[1] } });
			const dump = await opened.dump();
			expect(dump).toContain('found in the dump');
			for (const secret of secrets) expect(dump).not.toContain(secret);
		});
	});
}

function storeOf({ stores, peer }: Opened, at: number): FactorStore {
	return (at % 2 === 0 ? stores : peer).factors;
}
