import type { AccountId, RememberedBrowserId } from '#lib/server/core/ids.ts';
import type { RememberedBrowser } from './remembered-browser.ts';

/** What is remembered goes with the account, and with either factor by which it was. */
export interface RememberedBrowserStore {
	/** Beside nine others of the account at most: those that were used longest ago go. */
	add(browser: RememberedBrowser): Promise<void>;
	/** The first of these ids that is the account's, held until the transaction ends. */
	lock(
		account: AccountId,
		ids: readonly RememberedBrowserId[]
	): Promise<RememberedBrowser | undefined>;
	/** Writes over one that the transaction holds. */
	replace(browser: RememberedBrowser): Promise<void>;
	/** Those that have not ended, of the account as it is now. The one used last comes first. */
	list(account: AccountId, at: Date): Promise<RememberedBrowser[]>;
	/** Answers whether there was one. */
	revoke(account: AccountId, id: RememberedBrowserId): Promise<boolean>;
	/** Says how many there were. */
	revokeAll(account: AccountId): Promise<number>;
	revokeEverybody(): Promise<void>;
}
