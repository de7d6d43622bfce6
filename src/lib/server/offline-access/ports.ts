/**
 * Offline access: what an application may do for somebody who is not signed in. OpenID Connect Core 1.0 §11.
 *
 * Grants that outlive their session are kept here, with their refresh tokens, and end with all that ends sessions of
 * the whole account. What a grant and a token are is the business of `openid/`.
 */
import type { AccountId, ConsentId } from '#lib/server/core/ids.ts';

const DAY_MS = 24 * 60 * 60_000;

/** How long a refresh token is good for that is not used. */
export const IDLE_MS = 7 * DAY_MS;

export interface OfflineGrant {
	/** A secret, of which the hash is kept. */
	readonly id: string;
	readonly consent: ConsentId;
	readonly data: unknown;
	readonly endsAt: Date;
}

export interface OfflineToken {
	/** The same. */
	readonly id: string;
	/** The id of the grant that it hangs on. */
	readonly grant: string;
	readonly data: unknown;
	readonly usedAt: Date;
}

/** Never lost, and never alive without what it hangs on: a token goes with its grant, a grant with its consent. */
export interface OfflineStore {
	/** False, and nothing is kept, where the consent was taken back. */
	addGrant(grant: OfflineGrant): Promise<boolean>;
	findGrant(id: string, at: Date): Promise<unknown>;
	removeGrant(id: string): Promise<void>;
	/** False, and nothing is kept, where the grant has ended. */
	addToken(token: OfflineToken): Promise<boolean>;
	findToken(id: string, at: Date): Promise<{ data: unknown; isSpent: boolean } | undefined>;
	/** Puts off its idle end. */
	useToken(id: string, at: Date): Promise<void>;
	/** Of racing callers one gets true. */
	spendToken(id: string, at: Date): Promise<boolean>;
	removeToken(id: string): Promise<void>;
	/** By which an application may do something just now while the account's owner is signed out. */
	consentsOf(account: AccountId, at: Date): Promise<readonly ConsentId[]>;
	removeAll(account: AccountId): Promise<void>;
	removeEverybody(): Promise<void>;
}
