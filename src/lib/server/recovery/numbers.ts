import type { AccountId, RecoveryId } from '#lib/server/core/ids.ts';
import type { Budget } from '#lib/server/throttling/index.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

const upTo = (most: number, keepMs: number): Budget['lanes'][number]['limits'] => ({
	most,
	free: most,
	firstDelayMs: 0,
	longestDelayMs: 0,
	leakMs: 0,
	keepMs
});

/** One code is forgotten each hour: a flood of requests must not keep the owner from asking for ever. */
const leaking = (most: number) => ({
	...upTo(most, most * HOUR_MS),
	leakMs: HOUR_MS
});

/** Who vouches for a browser that asks: it signed in before, or it has begun what waits. */
export type Vouched = `browser/${string}` | `recovery/${RecoveryId}`;

/**
 * Codes by mail to one account. Strangers together have one budget; a browser that is vouched for has its own,
 * which they cannot use up. A name that nobody goes by has one, too, so that all names cost the same.
 */
export function mailBudget(
	whose: AccountId | `name/${string}`,
	vouched: Vouched | undefined
): Budget {
	const lane = vouched
		? { name: vouched, limits: leaking(5) }
		: { name: 'all', limits: leaking(10) };
	return { key: `recovery-codes:${whose}`, lanes: [lane] };
}

/** Beginnings by mail alone: whoever reads the mailbox, and is stopped each time, gives up in the end. */
export const beginBudget = (account: AccountId): Budget => ({
	key: `recoveries:${account}`,
	lanes: [{ name: 'all', limits: upTo(3, 30 * DAY_MS) }]
});
