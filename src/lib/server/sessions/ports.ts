import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import type { Session } from './session.ts';

/** More than anybody has browsers, and few enough that all can be read and ended at once. ASVS 5.0 7.1.2. */
export const MOST_PER_ACCOUNT = 100;

/** What is stored of a session: everything but the secret, of which only the SHA-256 is kept. */
export interface StoredSession extends Session {
	readonly secretHash: string;
}

/** A session found by its id counts only together with the hash of its secret. */
export interface SessionStore {
	/**
	 * Of more than `MOST_PER_ACCOUNT`, those of the account that were seen longest ago end. Says which;
	 * where several are saved at once, each that ends is named to one of them.
	 */
	save(session: StoredSession): Promise<SessionId[]>;
	/**
	 * Finds the live session and records that it was seen: `lastSeenAt` and `expiresAt` move on once a
	 * minute, never past `endsAt`. One round trip. Nothing that was revoked comes back by it.
	 */
	touch(ref: { id: SessionId; secretHash: string; at: Date }): Promise<Session | undefined>;
	/**
	 * The same by the id alone, for who has shown something else that the session has given out. An id is no secret.
	 */
	attend(ref: { id: SessionId; at: Date }): Promise<Session | undefined>;
	/**
	 * Writes `next` over the session if its secret's hash is still `secretHash`; of racing callers one
	 * succeeds, and none after a revocation.
	 */
	replace(secretHash: string, next: StoredSession): Promise<boolean>;
	/** Live ones, most recently seen first. */
	list(account: AccountId, at: Date): Promise<Session[]>;
	/** Answers whether there was one. */
	revoke(account: AccountId, id: SessionId): Promise<boolean>;
	/** Revokes all of an account's sessions but `except`, and says which. */
	revokeAll(account: AccountId, except?: SessionId): Promise<SessionId[]>;
	/**
	 * Revokes what everybody has but `except`, in one act for all processes: a check that begins after it
	 * finds nothing that was there before. What another such act has ended is not spared.
	 */
	revokeEverybody(except?: Pick<Session, 'account' | 'id'>): Promise<void>;
}
