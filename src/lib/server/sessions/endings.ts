import type { AccountId, SessionId } from '#lib/server/core/ids.ts';

/**
 * What took a right away, in the words that are enough to take it away once more. `until` is when the right would
 * have ended by itself.
 */
export type Ending =
	| { readonly of: 'session'; readonly session: SessionId; readonly until: Date }
	/** The session went on under another secret. */
	| {
			readonly of: 'secret';
			readonly session: SessionId;
			readonly secretHash: string;
			readonly until: Date;
	  }
	/** All that the account had begun before, but for one. */
	| {
			readonly of: 'account';
			readonly account: AccountId;
			readonly before: Date;
			readonly spared?: SessionId | undefined;
			readonly until: Date;
	  }
	/** Copies of what others are told of the account. */
	| { readonly of: 'identity'; readonly account: AccountId; readonly until: Date }
	/** All of every epoch before this one. */
	| { readonly of: 'everybody'; readonly epoch: number; readonly until: Date };

/**
 * Endings on record, for a store of sessions that may come back as it was earlier: a memory that an older copy
 * replaces would have the ended sessions alive again.
 * @see docs/decisions/0021-endings.md
 */
export interface EndingStore {
	/** They survive a crash from when it resolves. Repeating it is harmless; of an account the latest counts. */
	record(endings: readonly Exclude<Ending, { of: 'everybody' }>[]): Promise<void>;
	/**
	 * Ends all epochs so far, and says which one begins: later than `last` and than each that was begun, so that
	 * racing callers get one each.
	 */
	beginEpoch(last: number): Promise<number>;
	/**
	 * All that is on record in pages: of what was recorded before the first page is asked for, nothing is missing.
	 * What has ended by itself a few days ago is left out, and removed in time.
	 */
	all(): AsyncIterable<readonly Ending[]>;
}
