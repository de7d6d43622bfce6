import type { AccountId } from '#lib/server/core/ids.ts';
import type { KnownBrowser, KnownBrowserId } from './known-browser.ts';

/** Which browsers an account knows, until they have not been seen for a year. */
export interface KnownBrowserStore {
	/** Beside 20 others at most: the one that was not seen for longest goes. */
	add(account: AccountId, browser: KnownBrowser): Promise<void>;
	/** The first of these ids that the account knows. */
	find(account: AccountId, ids: readonly KnownBrowserId[]): Promise<KnownBrowserId | undefined>;
	/** Notes that it was seen; false if it was revoked meanwhile, which a renewal never undoes. */
	renew(account: AccountId, browser: Omit<KnownBrowser, 'since'>): Promise<boolean>;
	/** The one seen last comes first. */
	list(account: AccountId): Promise<KnownBrowser[]>;
	/** Answers whether there was one. */
	revoke(account: AccountId, id: KnownBrowserId): Promise<boolean>;
	revokeAll(account: AccountId): Promise<void>;
}
