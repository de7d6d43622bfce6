import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { NewAccount } from './account.ts';
import type { AccountStore } from './ports.ts';

interface Opened {
	readonly stores: { readonly accounts: AccountStore };
	/** The same store through another connection. */
	readonly peer: { readonly accounts: AccountStore };
	readonly transact: Transact<{ readonly accounts: AccountStore }>;
	close(): Promise<void>;
}

/** An account that nobody else has, unless `of` says so. */
export function sampleAccount(of: Partial<NewAccount> = {}): NewAccount {
	const name = newSecret(secureRandom).slice(0, 12);
	return {
		id: newId('acc', secureRandom),
		username: name,
		email: `${name}@Example.test`,
		normal: { username: name.toLowerCase() },
		role: 'member',
		status: 'active',
		userHandle: newSecret(secureRandom),
		createdAt: systemClock.now(),
		...of
	};
}

export function describeAccountStore(name: string, open: () => Promise<Opened>): void {
	describe(`account store: ${name}`, () => {
		let opened: Opened;
		let accounts: AccountStore;

		beforeAll(async () => {
			opened = await open();
			accounts = opened.stores.accounts;
		});
		afterAll(() => opened.close());

		const add = async (of: Partial<NewAccount> = {}) => {
			const account = sampleAccount(of);
			expect(await accounts.add(account)).toBe(true);
			return account;
		};

		test('has no administrator until there is one', async () => {
			expect(await accounts.hasAdministrator()).toBe(false);
			await add();
			expect(await accounts.hasAdministrator()).toBe(false);
			await add({ role: 'admin' });
			expect(await accounts.hasAdministrator()).toBe(true);
		});

		test('gives back what was added', async () => {
			const plain = await add();
			const counts = { generation: 0, groups: [], identityVersion: 0 };
			const expected = { ...plain, normal: undefined, isEmailProven: false, ...counts };
			expect(await accounts.find(plain.id)).toEqual(expected);

			const full = await add({
				displayName: 'Zoë 🦊',
				locale: 'de',
				role: 'admin',
				status: 'disabled'
			});
			expect(await accounts.find(full.id)).toMatchObject({
				displayName: 'Zoë 🦊',
				locale: 'de',
				role: 'admin',
				status: 'disabled'
			});
		});

		test('finds by the normal form of the username, and of the e-mail once it is proven', async () => {
			const email = 'Ada@L.test';
			const normal = { username: 'ada.l', email: 'ada@l.test' };
			const { id } = await add({ username: 'Ada.L', email, normal });
			expect((await accounts.findByIdentifier(normal.username))?.id).toBe(id);
			expect(await accounts.findByIdentifier(normal.email)).toBeUndefined();
			expect(await accounts.claimEmail(id, { email, normal: normal.email })).toBe(true);
			expect(await accounts.findByIdentifier(normal.email)).toMatchObject({
				id,
				email,
				isEmailProven: true
			});
			expect(await accounts.findByIdentifier('Ada.L')).toBeUndefined();
			expect(await accounts.findByIdentifier(email)).toBeUndefined();
		});

		test.each(['', '\0', 'a\0b', "' or 1=1 --", '%', '_', '*', 'line\nbreak', '🦊', '\ud800'])(
			'finds nobody by %j',
			async (identifier) => {
				await add({
					normal: { username: `a${newSecret(secureRandom)}` }
				});
				expect(await accounts.findByIdentifier(identifier)).toBeUndefined();
			}
		);

		test('finds nobody by an unknown id', async () => {
			const id = newId('acc', secureRandom);
			expect(await accounts.find(id)).toBeUndefined();
			expect(await opened.transact((stores) => stores.accounts.lock(id))).toBeUndefined();
		});

		test('a taken username is refused and claims nothing', async () => {
			const first = await add();
			const second = sampleAccount();
			const taken = { ...second, normal: first.normal };
			expect(await accounts.add(taken)).toBe(false);
			expect(await accounts.find(taken.id)).toBeUndefined();
			expect(await accounts.add(second)).toBe(true);
		});

		test('an unproven e-mail claims nothing, and a proven one has one account', async () => {
			const [first, second] = [await add(), await add()];
			const proven = { email: first.email, normal: `${first.id}@proven.test` };
			expect(await accounts.claimEmail(first.id, proven)).toBe(true);
			expect(await accounts.claimEmail(first.id, proven)).toBe(true);
			expect(await accounts.claimEmail(second.id, proven)).toBe(false);
			expect(await accounts.find(second.id)).toMatchObject({
				email: second.email,
				isEmailProven: false
			});
			expect((await accounts.findByIdentifier(proven.normal))?.id).toBe(first.id);
		});

		test('a newly proven e-mail lets go of the one before', async () => {
			const [first, second] = [await add(), await add()];
			const before = { email: 'old@x.test', normal: `${first.id}@old.test` };
			const after = { email: 'new@x.test', normal: `${first.id}@new.test` };
			expect(await accounts.claimEmail(first.id, before)).toBe(true);
			expect(await accounts.claimEmail(first.id, after)).toBe(true);
			expect(await accounts.findByIdentifier(before.normal)).toBeUndefined();
			expect((await accounts.findByIdentifier(after.normal))?.email).toBe(after.email);
			expect((await accounts.findByIdentifier(first.normal.username))?.id).toBe(first.id);
			expect(await accounts.claimEmail(second.id, before)).toBe(true);
		});

		test('a username cannot be the e-mail address of another account', async () => {
			const first = await add();
			const normal = `${first.id}@mine.test`;
			expect(await accounts.claimEmail(first.id, { email: first.email, normal })).toBe(true);
			expect(await accounts.add(sampleAccount({ normal: { username: normal } }))).toBe(false);
		});

		test('of 50 racing callers one gets the username', async () => {
			const { normal } = sampleAccount();
			const candidates = Array.from({ length: 50 }, () => {
				const account = sampleAccount();
				return { ...account, normal };
			});
			const results = await Promise.all(
				candidates.map((account, at) => storeOf(opened, at).add(account))
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			const winner = candidates[results.indexOf(true)];
			expect((await accounts.findByIdentifier(normal.username))?.id).toBe(winner?.id);
			const stored = await Promise.all(candidates.map(({ id }) => accounts.find(id)));
			expect(stored.filter(Boolean)).toHaveLength(1);
		});

		test('of 50 racing accounts that prove one e-mail one gets it', async () => {
			const racing = await Promise.all(Array.from({ length: 50 }, () => add()));
			const proven = { email: 'one@race.test', normal: `${racing[0]?.id}@race.test` };
			const results = await Promise.all(
				racing.map(({ id }, at) => storeOf(opened, at).claimEmail(id, proven))
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			const stored = await Promise.all(racing.map(({ id }) => accounts.find(id)));
			expect(stored.filter((account) => account?.isEmailProven)).toHaveLength(1);
			const winner = racing[results.indexOf(true)];
			expect((await accounts.findByIdentifier(proven.normal))?.id).toBe(winner?.id);
		});

		test('names claimed in a transaction that fails are free again', async () => {
			const account = sampleAccount();
			const failing = opened.transact(async (stores) => {
				expect(await stores.accounts.add(account)).toBe(true);
				throw new Error('changed its mind');
			});
			await expect(failing).rejects.toThrow('changed its mind');
			expect(await accounts.find(account.id)).toBeUndefined();
			expect(await accounts.add(account)).toBe(true);
		});

		test('a transaction goes on after a taken username', async () => {
			const first = await add();
			const next = sampleAccount();
			await opened.transact(async (stores) => {
				expect(await stores.accounts.add({ ...sampleAccount(), normal: first.normal })).toBe(false);
				expect(await stores.accounts.add(next)).toBe(true);
			});
			expect((await accounts.find(next.id))?.id).toBe(next.id);
		});

		test('changes what is named, clears what is undefined and keeps the rest', async () => {
			const { id } = await add({ displayName: 'Ada', locale: 'en' });
			await accounts.change(id, { locale: 'de' });
			expect(await accounts.find(id)).toMatchObject({ displayName: 'Ada', locale: 'de' });
			await accounts.change(id, { displayName: undefined });
			expect(await accounts.find(id)).toMatchObject({ displayName: undefined, locale: 'de' });
			await accounts.change(id, {});
			expect(await accounts.find(id)).toMatchObject({ displayName: undefined, locale: 'de' });
		});

		test('is in the groups that it was put into, and each change of what others are told counts', async () => {
			const { id, email } = await add();
			const looked = () => accounts.find(id);
			await accounts.changeGroups(id, ['admins', 'members']);
			expect(await looked()).toMatchObject({ groups: ['admins', 'members'], identityVersion: 1 });
			await accounts.changeGroups(id, []);
			expect(await looked()).toMatchObject({ groups: [], identityVersion: 2 });
			await accounts.change(id, { displayName: 'Ada' });
			expect(await looked()).toMatchObject({ identityVersion: 3 });
			await accounts.claimEmail(id, { email, normal: email.toLowerCase() });
			expect(await looked()).toMatchObject({ identityVersion: 4 });
			await accounts.changeStatus(id, 'disabled');
			expect(await looked()).toMatchObject({ identityVersion: 4 });
		});

		test('that is removed is gone, and its names are free', async () => {
			const [account, other] = [await add(), await add()];
			const { email, normal } = account;
			const proven = { email, normal: email.toLowerCase() };
			expect(await accounts.claimEmail(account.id, proven)).toBe(true);
			await accounts.remove(account.id);
			expect(await accounts.find(account.id)).toBeUndefined();
			expect(await accounts.findByIdentifier(normal.username)).toBeUndefined();
			expect(await accounts.claimEmail(other.id, proven)).toBe(true);
			await add({ normal });
		});

		test('is disabled and enabled once each, and disabling begins a new generation', async () => {
			const { id } = await add();
			expect(await accounts.find(id)).toMatchObject({ status: 'active', generation: 0 });
			expect(await accounts.changeStatus(id, 'active')).toBe(false);
			expect(await accounts.changeStatus(id, 'disabled')).toBe(true);
			expect(await accounts.changeStatus(id, 'disabled')).toBe(false);
			expect(await accounts.find(id)).toMatchObject({ status: 'disabled', generation: 1 });
			expect(await accounts.changeStatus(id, 'active')).toBe(true);
			expect(await accounts.find(id)).toMatchObject({ status: 'active', generation: 1 });
			expect(await accounts.changeStatus(newId('acc', secureRandom), 'disabled')).toBe(false);
		});

		test('of 50 racing callers one disables it', async () => {
			const { id } = await add();
			const results = await Promise.all(
				Array.from({ length: 50 }, (_, at) => storeOf(opened, at).changeStatus(id, 'disabled'))
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			expect(await accounts.find(id)).toMatchObject({ generation: 1 });
		});

		test('another password is demanded, with a new generation, until it is not', async () => {
			const { id } = await add();
			await accounts.demandPassword(id, 'compromised');
			expect(await accounts.find(id)).toMatchObject({
				passwordDemand: 'compromised',
				generation: 1
			});
			await accounts.demandPassword(id, undefined);
			expect(await accounts.find(id)).toMatchObject({ passwordDemand: undefined, generation: 1 });
		});

		test('of 50 pairs of administrators who disable each other at once, one of each is left', async () => {
			const pairs = await Promise.all(
				Array.from({ length: 50 }, () =>
					Promise.all([add({ role: 'admin' }), add({ role: 'admin' })])
				)
			);
			const disable = (by: AccountId, id: AccountId) =>
				opened.transact(async (stores) => {
					const administrators = await stores.accounts.lockAdministrators();
					return administrators.includes(by) && stores.accounts.changeStatus(id, 'disabled');
				});
			for (const [one, two] of pairs) {
				const done = await Promise.all([disable(one.id, two.id), disable(two.id, one.id)]);
				expect(done.filter(Boolean)).toHaveLength(1);
			}
		});

		test('lists those whose name or address has what is looked for, and nobody by its signs', async () => {
			const mark = newSecret(secureRandom).slice(0, 10).toLowerCase().replaceAll('_', 'x');
			const named = await add({ username: `The_${mark}%One` });
			const createdAt = new Date(systemClock.now().getTime() + 1000);
			const addressed = await add({ email: `Some.${mark}@Mail.test`, createdAt });
			const found = async (search: string) =>
				(await accounts.list({ search, limit: 10 })).map(({ id }) => id);
			expect(new Set(await found(` ${mark.toUpperCase()} `))).toEqual(
				new Set([named.id, addressed.id])
			);
			expect(await found(`${mark}@mail`)).toEqual([addressed.id]);
			expect(await found(`_${mark}%o`)).toEqual([named.id]);
			expect(await found(`%${mark}`)).toEqual([]);
			expect(await found(`${mark}_`)).toEqual([]);
			expect(await found(`\\${mark}`)).toEqual([]);
			expect(await found(named.id)).toEqual([named.id]);
			expect(await found(`${mark}\0`)).toHaveLength(2);
			expect(await accounts.list({ search: mark, limit: 1, before: addressed.id })).toMatchObject([
				{ id: named.id }
			]);
		});

		test('lists newest first, each account once over all pages', async () => {
			const future = new Date(systemClock.now().getTime() + 60_000);
			const later = new Date(future.getTime() + 1);
			const added = [];
			for (const createdAt of [future, future, future, later, later])
				added.push((await add({ createdAt })).id);

			const first = await accounts.list({ limit: 3 });
			const second = await accounts.list({
				limit: 2,
				before: first[2]?.id ?? newId('acc', secureRandom)
			});
			const ids = [...first, ...second].map(({ id }) => id);
			expect(new Set(ids)).toEqual(new Set(added));
			expect(ids).toHaveLength(5);
			expect(new Set(ids.slice(0, 2))).toEqual(new Set(added.slice(3)));
			expect(await accounts.list({ limit: 2, before: newId('acc', secureRandom) })).toEqual([]);
		});
	});
}

function storeOf({ stores, peer }: Opened, at: number): AccountStore {
	return (at % 2 === 0 ? stores : peer).accounts;
}
