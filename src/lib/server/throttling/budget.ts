/** A budget counts failures under one key, on one or several lanes that are spent together or not at all. */
export interface Budget {
	readonly key: string;
	readonly lanes: readonly Lane[];
}

export interface Lane {
	readonly name: string;
	readonly limits: Limits;
}

/** Whole numbers, all of them, so that every store computes alike. */
export interface Limits {
	/** With so many failures there is no room for another. */
	readonly most: number;
	/** So many failures cost no wait. */
	readonly free: number;
	/** The wait after the first one that does; it doubles with each. */
	readonly firstDelayMs: number;
	readonly longestDelayMs: number;
	/** One failure is forgotten each time that this passes; 0 where none is. */
	readonly leakMs: number;
	/** All are forgotten when so much time has passed since the last. */
	readonly keepMs: number;
}

/** There is room for one, for as long as it is kept: of whatever may come once. */
export function budgetOfOne(key: string, keepMs: number): Budget {
	const limits = { most: 1, free: 1, firstDelayMs: 0, longestDelayMs: 0, leakMs: 0, keepMs };
	return { key, lanes: [{ name: 'all', limits }] };
}

/** What a store keeps of one lane. */
export interface Tally {
	readonly count: number;
	/** When the last failure was counted; where they leak, when the last one leaked. */
	readonly at: number;
}

/** Above every count that can be reached. */
export const NO_LIMIT = 2 ** 40;

/** What is left of a tally now. */
function remaining(held: Tally | undefined, limits: Limits, now: number): Tally {
	if (!held || now - held.at >= limits.keepMs) return { count: 0, at: now };
	if (limits.leakMs === 0) return held;
	const leaked = Math.max(0, Math.floor((now - held.at) / limits.leakMs));
	if (leaked >= held.count) return { count: 0, at: now };
	return { count: held.count - leaked, at: held.at + leaked * limits.leakMs };
}

/** Milliseconds until the lane has room for a failure: 0 is now, Infinity not before it is cleared. */
export function waitOf(held: Tally | undefined, limits: Limits, now: number): number {
	const { count, at } = remaining(held, limits, now);
	const { most, free, leakMs } = limits;
	if (count >= most) return leakMs === 0 ? Infinity : at + (count - most + 1) * leakMs - now;
	// After no failure there is none to wait for, even where not one is free.
	return count < free || count === 0 ? 0 : Math.max(0, at + delayAfter(count, limits) - now);
}

/** @see NIST SP 800-63B §3.2.2: a wait that increases as the account approaches its maximum */
export function delayAfter(failures: number, limits: Limits): number {
	const { free, firstDelayMs, longestDelayMs } = limits;
	if (failures < free || firstDelayMs === 0) return 0;
	return Math.min(longestDelayMs, firstDelayMs * 2 ** (failures - free));
}

/** The tally with one failure more. */
export function counted(held: Tally | undefined, limits: Limits, now: number): Tally {
	const { count, at } = remaining(held, limits, now);
	return { count: count + 1, at: limits.leakMs > 0 && count > 0 ? at : now };
}
