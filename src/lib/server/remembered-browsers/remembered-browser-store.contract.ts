import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import { createRecord, type AuditLog } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import { fixedClock, systemClock } from '#lib/server/core/clock.ts';
import { newId, type FactorId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { FactorStore } from '#lib/server/factors/index.ts';
import type { RememberedBrowserStore } from './ports.ts';
import { MOST_PER_ACCOUNT, type RememberedBrowser } from './remembered-browser.ts';
import { createRememberedBrowsers } from './remembered-browsers.ts';

interface Stores {
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	readonly remembered: RememberedBrowserStore;
	readonly audit: AuditLog;
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
const DAYS = 30;
const after = (ms: number) => new Date(AT.getTime() + ms);
const secret = () => hashSecret(newSecret(secureRandom));
const caller: Caller = { requestId: 'req', address: '192.0.2.1', userAgent: 'Firefox "on" 🦊' };

export function describeRememberedBrowserStore(
	name: string,
	{ open, sampleAccount }: Options
): void {
	describe(`remembered browser store: ${name}`, () => {
		let opened: Opened;
		let store: RememberedBrowserStore;

		beforeAll(async () => {
			opened = await open();
			store = opened.stores.remembered;
		});
		afterAll(() => opened.close());

		/** An account with a password and an authenticator app. */
		const someone = async () => {
			const account = sampleAccount();
			await opened.stores.accounts.add(account);
			const [password, factor] = [newId('fct', secureRandom), newId('fct', secureRandom)];
			const factorOf = (id: FactorId, method: string) => ({
				id,
				account: account.id,
				method,
				label: '',
				state: {},
				version: 0,
				createdAt: AT
			});
			await opened.stores.factors.add(factorOf(password, 'passwords'));
			await opened.stores.factors.add(factorOf(factor, 'totp'));
			return { account: account.id, password, factor };
		};

		type Someone = Awaited<ReturnType<typeof someone>>;

		const added = async (who: Someone, of: Partial<RememberedBrowser> = {}) => {
			const browser: RememberedBrowser = {
				id: newId('rbr', secureRandom),
				...who,
				generation: 0,
				since: AT,
				usedAt: AT,
				endsAt: after(1000),
				userAgent: caller.userAgent,
				current: secret(),
				offered: [],
				...of
			};
			await store.add(browser);
			return browser;
		};

		/** The verbs in two processes, and a browser that has been remembered by one of them. */
		const processes = async () => {
			const who = await someone();
			const clock = fixedClock(AT);
			const rest = { clock, random: secureRandom, record: createRecord({ clock }), days: DAYS };
			const { stores, peer, transact, peerTransact } = opened;
			const all = [
				createRememberedBrowsers({ ...rest, remembered: stores.remembered, transact }),
				createRememberedBrowsers({ ...rest, remembered: peer.remembered, transact: peerTransact })
			] as const;
			const proof = { authenticator: 'password', method: 'passwords', at: AT } as const;
			const known = { ...proof, factor: who.password };
			const beside = { ...known, authenticator: 'single-factor-otp', method: 'totp' } as const;
			const proofs = [known, { ...beside, factor: who.factor }];
			const earned = { account: who.account, generation: 0, proofs };
			const session = newId('ses', secureRandom);
			const kept = await all[0].remember({ ...earned, session }, { token: undefined, caller });
			if (!kept) throw new Error('It was not remembered.');
			const use = (at: number, token: string) =>
				all[at % 2 === 0 ? 0 : 1].use({ ...earned, proofs: [known] }, { token, caller });
			const codes = async () =>
				(await stores.audit.list(who.account, { limit: 100 })).map(({ code }) => code);
			return { ...who, all, use, codes, token: kept.token };
		};
		const racing = <Result>(work: (at: number) => Promise<Result>) =>
			Promise.all(Array.from({ length: 50 }, (_, at) => work(at)));

		test('gives back what was added, to its account only, and by the first id that is its own', async () => {
			const [ada, eve] = [await someone(), await someone()];
			const [first, second] = [await added(ada), await added(ada, { usedAt: after(1) })];
			const other = await added(eve, { offered: [secret(), secret()] });
			expect(await store.list(ada.account, AT)).toEqual([second, first]);
			expect(await opened.peer.remembered.list(eve.account, AT)).toEqual([other]);
			await opened.transact(async ({ remembered }) => {
				const ids = [other.id, second.id, first.id];
				expect(await remembered.lock(ada.account, ids)).toEqual(second);
				expect(await remembered.lock(ada.account, [other.id])).toBeUndefined();
				expect(await remembered.lock(ada.account, [])).toBeUndefined();
			});
		});

		test('none is listed once it has ended, nor once the account is in another generation', async () => {
			const ada = await someone();
			await added(ada);
			expect(await store.list(ada.account, after(999))).toHaveLength(1);
			expect(await store.list(ada.account, after(1000))).toEqual([]);
			await opened.stores.accounts.changeStatus(ada.account, 'disabled');
			expect(await store.list(ada.account, AT)).toEqual([]);
		});

		test('beside the newest ten none is kept', async () => {
			const ada = await someone();
			const ids = [];
			for (let at = 0; at < MOST_PER_ACCOUNT + 2; at += 1)
				ids.push((await added(ada, { usedAt: after(at) })).id);
			const left = (await store.list(ada.account, AT)).map(({ id }) => id);
			expect(left).toEqual(ids.slice(2).reverse());
		});

		test.each(['password', 'factor'] as const)('goes with its %s', async (which) => {
			const ada = await someone();
			await added(ada);
			await opened.stores.factors.remove(ada.account, ada[which]);
			expect(await store.list(ada.account, AT)).toEqual([]);
		});

		test('is revoked by its own account only, and once', async () => {
			const [ada, eve] = [await someone(), await someone()];
			const { id } = await added(ada);
			expect(await store.revoke(eve.account, id)).toBe(false);
			const revoked = await racing((at) =>
				(at % 2 === 0 ? store : opened.peer.remembered).revoke(ada.account, id)
			);
			expect(revoked.filter(Boolean)).toHaveLength(1);
		});

		test('all of an account are revoked, and nobody else’s', async () => {
			const [ada, eve] = [await someone(), await someone()];
			for (let at = 0; at < 3; at += 1) await added(ada);
			const other = await added(eve);
			expect(await store.revokeAll(ada.account)).toBe(3);
			expect(await store.list(ada.account, AT)).toEqual([]);
			expect(await store.list(eve.account, AT)).toEqual([other]);
		});

		test('50 sign-ins at once in two processes are all let in, and whatever answer is kept goes on', async () => {
			const { use, token, codes } = await processes();
			const answers = await racing((at) => use(at, token));
			expect(answers.filter((answer) => answer === undefined)).toEqual([]);
			expect(await use(1, token)).toBeDefined();
			expect(await use(0, answers[17]?.token ?? '')).toBeDefined();
			expect(await codes()).toEqual(['remembered_browser.added']);
		});

		test('of 50 answers that were given at once, the first that comes back voids the others', async () => {
			const { use, token, codes } = await processes();
			const answers = await racing((at) => use(at, token));
			const outcomes = await racing((at) => use(at, answers[at]?.token ?? ''));
			expect(outcomes.filter(Boolean)).toHaveLength(1);
			expect((await codes()).filter((code) => code === 'remembered_browser.copied')).toHaveLength(
				1
			);
		});

		test('of 50 replays at once one is on record, and none is let in', async () => {
			const { use, token, codes } = await processes();
			const second = await use(0, token);
			await use(1, second?.token ?? '');
			const outcomes = await racing((at) => use(at, token));
			expect(outcomes.filter(Boolean)).toEqual([]);
			expect((await codes()).filter((code) => code === 'remembered_browser.copied')).toHaveLength(
				1
			);
		});

		test('nobody is let in once it is forgotten, whatever races with it', async () => {
			const { all, use, token, account } = await processes();
			const answers = await racing(async (at) => {
				if (at === 25) return all[1].revokeAll(account).then(() => undefined);
				return use(at, token);
			});
			for (const answer of answers) expect(await use(0, answer?.token ?? token)).toBeUndefined();
		});

		test('nothing that can be used is in the store', async () => {
			const { token, account } = await processes();
			const [, held = ''] = token.split('.');
			expect(JSON.stringify(await store.list(account, AT))).not.toContain(held);
		});

		test('everybody’s are revoked at once', async () => {
			const [ada, eve] = [await someone(), await someone()];
			await added(ada);
			await added(eve);
			await store.revokeEverybody();
			expect(await store.list(ada.account, AT)).toEqual([]);
			expect(await store.list(eve.account, AT)).toEqual([]);
		});
	});
}
