/**
 * Remembered browsers: those in which an account is not asked for a second factor for a while.
 *
 * This module owns the secret that such a browser holds, how it changes with each use, and who takes it back. It
 * proves nothing: what a session that skips the second factor may do is the business of `policy/`. A known browser
 * is something else (`known-browsers/`): it skips nothing.
 * @see docs/decisions/0025-remembered-browsers.md
 */
import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Proof } from '#lib/server/core/assurance.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import {
	newId,
	type AccountId,
	type FactorId,
	type RememberedBrowserId,
	type SessionId
} from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { RememberedBrowserStore } from './ports.ts';
import { isOf, turned, type RememberedBrowser } from './remembered-browser.ts';
import { formatEntries, parseEntries } from './token.ts';

const DAY_MS = 24 * 60 * 60_000;

const refuse = defineRefusals('remembered_browsers', {
	unknown: 'not-found'
});

/** What the browser sends, and where from. */
interface Shown {
	readonly token: string | undefined;
	readonly caller: Caller;
}

/** What the browser is to keep in place of what it has sent. */
interface Kept {
	readonly id: RememberedBrowserId;
	readonly token: string;
}

/** Somebody who is signed in, and forgets browsers of their account. */
interface Forgetter {
	readonly session: { readonly id: SessionId; readonly account: AccountId };
	readonly caller: Caller;
}

interface Earned {
	readonly account: AccountId;
	readonly generation: number;
	/** A password, and what was proven beside it. */
	readonly proofs: readonly Proof[];
}

export interface RememberedBrowsers {
	/** For how many days one is remembered; 0 where none is. */
	readonly days: number;
	/** After a whole sign-in to `session`. Undefined where what was proven has gone meanwhile, or is not what can be skipped. */
	remember(earned: Earned & { session: SessionId }, shown: Shown): Promise<Kept | undefined>;
	/**
	 * Whether this browser stands for what was proven beside the account's password: asked only once that has been
	 * proven. Each use changes the secret; one that was replaced before takes the browser back, on record.
	 */
	use(earned: Earned, shown: Shown): Promise<Kept | undefined>;
	isLive(account: AccountId, id: RememberedBrowserId): Promise<boolean>;
	list(account: AccountId): Promise<RememberedBrowser[]>;
	/** Which browsers a cookie claims to be, for a page to mark. */
	claimed(token: string | undefined): readonly RememberedBrowserId[];
	/** Refuses `remembered_browsers.unknown`. */
	forget(by: Forgetter, id: RememberedBrowserId): Promise<void>;
	/** All of the account, and says how many; nothing is on record where there was none. */
	forgetAll(by: Forgetter): Promise<number>;
	/**
	 * All but the one that shows `token`, which is another from then on: what it is to keep now. Nobody signs in
	 * with a copy of what it kept before.
	 */
	forgetOthers(by: Forgetter, token: string | undefined): Promise<Kept | undefined>;
	/** For whoever puts on record why. */
	revokeAll(account: AccountId): Promise<void>;
}

interface Stores {
	readonly accounts: AccountStore;
	readonly factors: { list(account: AccountId): Promise<readonly { readonly id: FactorId }[]> };
	readonly remembered: RememberedBrowserStore;
	readonly audit: AuditLog;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly remembered: RememberedBrowserStore;
	readonly record: Record;
	readonly transact: Transact<Stores>;
	readonly days: number;
}

const RECOVERY_CODES = 'recovery-codes';

/** The password, and the factor beside it; a recovery code stands for one that is lost, and lets nothing be skipped. */
function pairOf(proofs: readonly Proof[]) {
	const password = proofs.find(({ authenticator }) => authenticator === 'password');
	const beside = proofs.find((proof) => proof !== password && proof.method !== RECOVERY_CODES);
	return password && beside && { password: password.factor, factor: beside.factor };
}

export function createRememberedBrowsers(deps: Deps): RememberedBrowsers {
	const { clock, random, remembered, record, transact, days } = deps;
	const forMs = days * DAY_MS;

	/** Also by a setting that was made shorter since. */
	const hasEnded = ({ since, endsAt }: RememberedBrowser): boolean =>
		Math.min(endsAt.getTime(), since.getTime() + forMs) <= clock.now().getTime();

	/** In a transaction that holds it: the next secret, or the end of it. */
	const turn = async (
		{ remembered: store, audit }: Stores,
		browser: RememberedBrowser,
		{ secret, caller }: { secret: string; caller: Caller }
	): Promise<string | undefined> => {
		const next = newSecret(random);
		const { userAgent } = caller;
		const hashes = { given: hashSecret(secret), next: hashSecret(next) };
		const after = turned(browser, { ...hashes, at: clock.now(), userAgent });
		if (after) {
			await store.replace(after);
			return next;
		}
		const { account } = browser;
		await store.revoke(account, browser.id);
		// Two browsers have it, and nobody can tell which of them is its owner's.
		await record(audit, caller, { code: 'remembered_browser.copied', account });
		return undefined;
	};

	const recordForgotten = async (
		{ audit }: Stores,
		{ session: { account, id: session }, caller }: Forgetter,
		count: number
	): Promise<void> => {
		const happening = { code: 'remembered_browsers.forgotten', account, session } as const;
		if (count > 0) await record(audit, caller, { ...happening, details: { count } });
	};

	return {
		days,

		async remember({ account, generation, proofs, session }, { token, caller }) {
			const pair = pairOf(proofs);
			if (days === 0 || !pair) return undefined;
			const entries = parseEntries(token);
			const [id, secret] = [newId('rbr', random), newSecret(random)];
			const now = clock.now();
			return transact(async ({ accounts, factors, remembered: store, audit }) => {
				const found = await accounts.lock(account);
				if (found?.status !== 'active' || found.generation !== generation) return undefined;
				const held = new Set((await factors.list(account)).map((factor) => factor.id));
				if (!held.has(pair.password) || !held.has(pair.factor)) return undefined;
				const before = await store.lock(
					account,
					entries.map((entry) => entry.id)
				);
				if (before) await store.revoke(account, before.id);
				await store.add({
					id,
					account,
					generation,
					...pair,
					since: now,
					usedAt: now,
					endsAt: new Date(now.getTime() + forMs),
					userAgent: caller.userAgent,
					current: hashSecret(secret),
					offered: []
				});
				const happening = { code: 'remembered_browser.added', account, session } as const;
				await record(audit, caller, { ...happening, details: { days } });
				const others = entries.filter((entry) => entry.id !== before?.id);
				return { id, token: formatEntries([{ id, secret }, ...others]) };
			});
		},

		async use({ account, generation, proofs }, { token, caller }) {
			const entries = parseEntries(token);
			if (days === 0 || entries.length === 0) return undefined;
			const proven = new Set(proofs.map(({ factor }) => factor));
			return transact(async (stores) => {
				const ids = entries.map(({ id }) => id);
				const browser = await stores.remembered.lock(account, ids);
				const entry = entries.find(({ id }) => id === browser?.id);
				if (!browser || !entry || hasEnded(browser)) return undefined;
				if (browser.generation !== generation || !proven.has(browser.password)) return undefined;
				const secret = await turn(stores, browser, { secret: entry.secret, caller });
				if (!secret) return undefined;
				const { id } = browser;
				const others = entries.filter((other) => other.id !== id);
				return { id, token: formatEntries([{ id, secret }, ...others]) };
			});
		},

		isLive: async (account, id) =>
			(await remembered.list(account, clock.now())).some((browser) => browser.id === id),

		list: async (account) =>
			(await remembered.list(account, clock.now())).filter((browser) => !hasEnded(browser)),

		claimed: (token) => parseEntries(token).map(({ id }) => id),

		forget: ({ session: { account, id: session }, caller }, id) =>
			transact(async ({ remembered: store, audit }) => {
				if (!(await store.revoke(account, id))) throw refuse.unknown();
				await record(audit, caller, { code: 'remembered_browser.forgotten', account, session });
			}),

		forgetAll: (by) =>
			transact(async (stores) => {
				const count = await stores.remembered.revokeAll(by.session.account);
				await recordForgotten(stores, by, count);
				return count;
			}),

		async forgetOthers(by, token) {
			const { account } = by.session;
			const entries = parseEntries(token);
			const [id, secret] = [newId('rbr', random), newSecret(random)];
			return transact(async (stores) => {
				const { remembered: store } = stores;
				const browser = await store.lock(
					account,
					entries.map((entry) => entry.id)
				);
				const entry = entries.find((each) => each.id === browser?.id);
				const isOwn =
					browser && entry && !hasEnded(browser) && isOf(browser, hashSecret(entry.secret));
				const count = await store.revokeAll(account);
				await recordForgotten(stores, by, isOwn ? count - 1 : count);
				if (!isOwn) return undefined;
				// By another id, so that the last look of a sign-in with a copy, which is under way, does not find it.
				await store.add({ ...browser, id, current: hashSecret(secret), offered: [] });
				const others = entries.filter((other) => other.id !== browser.id);
				return { id, token: formatEntries([{ id, secret }, ...others]) };
			});
		},

		revokeAll: async (account) => void (await remembered.revokeAll(account))
	};
}
