import type { Pending, PendingRef } from './pending.ts';

/** What lives for minutes and is answered a few times at most. `data` is sealed by the adapter. */
export interface PendingStore {
	/** Keeps `pending` until its `expiresAt`; one with the same id and holder is replaced. */
	save(pending: Pending): Promise<void>;
	/** The same, and gives the live one that it has replaced; of racing callers no two are given one record. */
	swap(pending: Pending): Promise<Pending | undefined>;
	/** Looks without spending. */
	find(ref: PendingRef): Promise<Pending | undefined>;
	/**
	 * Spends one attempt and returns the record with what is left after it; undefined when none was
	 * left. Of many racing callers only as many succeed as there were attempts. The record stays until
	 * it expires or is taken, so that `take` decides between two good answers.
	 */
	spend(ref: PendingRef): Promise<Pending | undefined>;
	/** Removes and returns the record; of two racing callers one gets it. */
	take(ref: PendingRef): Promise<Pending | undefined>;
}
