/**
 * Known browsers: which browsers have signed in to an account before.
 *
 * Such a browser skips no proof. It has a budget of wrong guesses of its own, so that nobody else can lock
 * its owner out, and its sign-ins are no news. What is counted is the business of `throttling/`.
 * @see OWASP, "Slow Down Online Guessing Attacks with Device Cookies"
 */
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { KnownBrowser, KnownBrowserId } from './known-browser.ts';
import type { KnownBrowserStore } from './ports.ts';
import { createTokenCodec } from './token.ts';

interface SignedIn {
	readonly token: string | undefined;
	readonly account: AccountId;
	readonly caller: Caller;
}

interface Remembered {
	readonly token: string;
	readonly id: KnownBrowserId;
	readonly isNew: boolean;
}

export interface KnownBrowsers {
	/** By which id the account knows the browser with this token; asks the store for unknown names, too. */
	find(
		token: string | undefined,
		account: AccountId | undefined
	): Promise<KnownBrowserId | undefined>;
	/** Some id that this service has given to the browser, for whatever account. Asks no store. */
	vouchedFor(token: string | undefined): KnownBrowserId | undefined;
	/** After a sign-in. The token is for the browser to keep; `isNew` where the account did not know it. */
	remember(signedIn: SignedIn): Promise<Remembered>;
	/** The same after a sign-in that was spared something: it makes no browser known that was not. */
	renew(signedIn: SignedIn): Promise<Remembered | undefined>;
	list(account: AccountId): Promise<KnownBrowser[]>;
	/** Revokes one, whether or not it is still known. */
	forget(account: AccountId, id: string): Promise<void>;
	revokeAll(account: AccountId): Promise<void>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly store: KnownBrowserStore;
	/** Of at least 32 bytes each. The newest signs, all of them are accepted. */
	readonly secrets: readonly Uint8Array[];
}

/** Stands for the account that an unknown name does not have. */
const NOBODY = 'acc_nobody' as AccountId;

export function createKnownBrowsers({ clock, random, store, secrets }: Deps): KnownBrowsers {
	const codec = createTokenCodec(secrets);

	const find = async (ids: readonly KnownBrowserId[], account: AccountId) =>
		ids.length === 0 ? undefined : store.find(account, ids);

	const renew: KnownBrowsers['renew'] = async ({ token, account, caller: { userAgent } }) => {
		const ids = codec.parse(token);
		const id = await find(ids, account);
		const isKnown = id && (await store.renew(account, { id, seenAt: clock.now(), userAgent }));
		return isKnown ? { token: codec.format(ids), id, isNew: false } : undefined;
	};

	return {
		renew,

		find: (token, account = NOBODY) => find(codec.parse(token), account),

		vouchedFor: (token) => codec.parse(token)[0],

		async remember(signedIn) {
			const known = await renew(signedIn);
			if (known) return known;
			const { token, account, caller } = signedIn;
			const { userAgent } = caller;
			const ids = codec.parse(token);
			const seenAt = clock.now();
			// Always a fresh id: one that somebody planted in this browser must not become known to its owner.
			const id = Buffer.from(random.bytes(16)).toString('base64url') as KnownBrowserId;
			await store.add(account, { id, since: seenAt, seenAt, userAgent });
			return { token: codec.format([id, ...ids]), id, isNew: true };
		},

		list: (account) => store.list(account),

		forget: async (account, id) => void (await store.revoke(account, id as KnownBrowserId)),

		revokeAll: (account) => store.revokeAll(account)
	};
}
