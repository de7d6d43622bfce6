import type { AccountId } from '#lib/server/core/ids.ts';

/** For so long what is kept is taken for true where nobody says that it has changed. */
export const IDENTITY_MS = 10 * 60_000;

/** As it is kept: without data, something of this version or a later one is about to be true. */
interface Kept {
	readonly version: number;
	/** JSON; parsed by who put it. */
	readonly data?: string | undefined;
}

export interface IdentityStore {
	find(account: AccountId): Promise<Kept | undefined>;
	/** Kept for `IDENTITY_MS`, unless a later version is: that one stays. */
	put(account: AccountId, kept: Kept): Promise<void>;
	/**
	 * From when it resolves nothing before `version` is found, nor put. That is so also in a store that comes back as
	 * it was earlier.
	 */
	hold(account: AccountId, version: number): Promise<void>;
}
