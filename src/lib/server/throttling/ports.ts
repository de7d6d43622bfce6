import type { Budget } from './budget.ts';

/**
 * Failures, counted across all processes. Each verb takes several budgets in one round trip and answers in
 * their order with the milliseconds until there is room: 0 is now, Infinity not before it is cleared.
 */
export interface BudgetStore {
	/** Looks without spending. */
	peek(budgets: readonly Budget[]): Promise<number[]>;
	/**
	 * Counts one failure on every lane of each budget that has room on all of them, and nothing on the
	 * others. Of many racing callers only as many are answered 0 as there was room.
	 */
	spend(budgets: readonly Budget[]): Promise<number[]>;
	/** Takes one failure back from each lane, down to none. */
	refund(budgets: readonly Budget[]): Promise<void>;
	/** Forgets lanes of one key, those with `quietMs` only if nothing was counted for so long. */
	clear(key: string, lanes: readonly { name: string; quietMs?: number }[]): Promise<void>;
}
