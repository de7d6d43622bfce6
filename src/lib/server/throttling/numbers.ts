import { NO_LIMIT, type Limits } from './budget.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const NO_DELAY = { free: NO_LIMIT, firstDelayMs: 0, longestDelayMs: 0 };
const NO_LEAK = { leakMs: 0 };
const GROWING = { firstDelayMs: 5 * SECOND, longestDelayMs: HOUR };
/** As good as for ever, though every key has a lifetime. */
const EVER = 3650 * DAY;

const leaking = (most: number, leakMs: number): Limits => ({
	...NO_DELAY,
	most,
	leakMs,
	keepMs: most * leakMs
});

/**
 * Every number that guessing is held to, explained in docs/decisions/0015-guessing.md.
 * `total` is the most of NIST SP 800-63B §3.2.2; `unknown` leaves 40 of it to known browsers.
 */
export const NUMBERS = Object.freeze({
	total: { ...NO_DELAY, ...NO_LEAK, most: 100, keepMs: EVER },
	unknown: { ...NO_DELAY, ...NO_LEAK, most: 60, keepMs: EVER },
	trusted: { ...GROWING, ...NO_LEAK, most: 10, free: 5, keepMs: DAY },
	name: { ...GROWING, ...NO_LEAK, most: NO_LIMIT, free: 5, keepMs: DAY },
	challenge: { ...GROWING, ...NO_LEAK, most: NO_LIMIT, free: 5, keepMs: DAY },
	address: leaking(50, MINUTE),
	all: leaking(1000, 2 * SECOND),
	password: leaking(10, 10 * MINUTE),
	unguessable: leaking(50, MINUTE),
	passkey: leaking(50, MINUTE),
	ceremony: leaking(300, SECOND),
	/** A device's code, which is one of 25 600 million for ten minutes. RFC 8628 §5.1. */
	userCode: leaking(10, 5 * MINUTE),
	/** A client's secret, from one address. */
	clientSecret: leaking(50, MINUTE),
	/** The same from everywhere; only the record tells of it. */
	client: leaking(200, MINUTE),
	/** What disturbs an account's owner, such as a request on their phone. */
	errand: leaking(5, 5 * MINUTE)
} satisfies Record<string, Limits>);

/** Counts and refuses nothing. */
export const UNLIMITED: Limits = { ...NO_DELAY, ...NO_LEAK, most: NO_LIMIT, keepMs: DAY };

/** What is put on record of one budget that refuses, and of passkeys from one place that nobody has. */
export const RECORDED: Limits = { ...NO_DELAY, ...NO_LEAK, most: 1, keepMs: MINUTE };
/** The same of what one session can do again and again. */
export const RECORDED_ONCE: Limits = { ...RECORDED, keepMs: DAY };
/** The same over all budgets: some twenty megabytes a day, whatever an attacker does. */
export const RECORDED_IN_ALL: Limits = leaking(600, 2 * SECOND);

/** After so long without a failure there, a success elsewhere opens the pool of unknown browsers again. */
export const FORGIVEN_AFTER_MS = 7 * DAY;

export type Numbers = Readonly<Record<keyof typeof NUMBERS, Limits>>;

/** Limits multiplied, delays divided. A smaller scale never delays for longer than an hour. */
export function scaledNumbers(scale: number): Numbers {
	const limit = (value: number) =>
		value >= NO_LIMIT ? NO_LIMIT : Math.max(1, Math.floor(value * scale));
	const delay = (ms: number) => Math.ceil(ms / scale);
	const entries = Object.entries<Limits>(NUMBERS).map(([name, limits]) => {
		const [most, leakMs] = [limit(limits.most), delay(limits.leakMs)];
		const scaled: Limits = {
			most,
			free: limits.free >= NO_LIMIT ? NO_LIMIT : Math.floor(limits.free * scale),
			firstDelayMs: Math.min(HOUR, delay(limits.firstDelayMs)),
			longestDelayMs: Math.min(HOUR, delay(limits.longestDelayMs)),
			leakMs,
			keepMs: leakMs > 0 ? most * leakMs : limits.keepMs
		};
		return [name, Object.freeze(scaled)];
	});
	return Object.freeze(Object.fromEntries(entries) as Numbers);
}
