import type { AccountId } from '#lib/server/core/ids.ts';
import type { Budget } from '#lib/server/throttling/index.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** Counts and refuses nothing. */
const NO_END = 2 ** 40;

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

/**
 * Codes by mail to one account. Strangers together have one budget; a browser that signed in before has its
 * own, which they cannot use up. Nobody's is counted, too, and refuses nothing, so that all names cost the same.
 */
export function mailBudget(account: AccountId | undefined, browser: string | undefined): Budget {
	if (!account)
		return { key: 'recovery-codes:nobody', lanes: [{ name: 'all', limits: upTo(NO_END, DAY_MS) }] };
	const lane = browser
		? { name: `browser/${browser}`, limits: leaking(5) }
		: { name: 'all', limits: leaking(10) };
	return { key: `recovery-codes:${account}`, lanes: [lane] };
}

/** Beginnings by mail alone: whoever reads the mailbox, and is stopped each time, gives up in the end. */
export const beginBudget = (account: AccountId): Budget => ({
	key: `recoveries:${account}`,
	lanes: [{ name: 'all', limits: upTo(3, 30 * DAY_MS) }]
});
