import type { AccountId, FactorId, RememberedBrowserId } from '#lib/server/core/ids.ts';
import { isSameHash } from '#lib/server/core/secret.ts';

/** More than anybody signs in with, and few enough to read through. */
export const MOST_PER_ACCOUNT = 10;
/** More answers than a browser can have under way at once. */
const MOST_OFFERED = 64;

/** A browser in which an account is not asked for a second factor for a while. */
export interface RememberedBrowser {
	readonly id: RememberedBrowserId;
	readonly account: AccountId;
	/** The account's when it was remembered: with the next one it counts for nothing. */
	readonly generation: number;
	/** What was proven when it was remembered. It goes when either of them does. */
	readonly password: FactorId;
	readonly factor: FactorId;
	readonly since: Date;
	readonly usedAt: Date;
	/** However often it is used. */
	readonly endsAt: Date;
	readonly userAgent: string;
	/** The SHA-256 of the secret that came back last, or of the first. */
	readonly current: string;
	/** Of the secrets that were handed out since, of which none has come back. The newest comes first. */
	readonly offered: readonly string[];
}

/** Whether the browser has this secret, or a copy of it has. */
export const isOf = ({ current, offered }: RememberedBrowser, given: string): boolean =>
	[current, ...offered].some((each) => isSameHash(given, each));

interface Turn {
	/** What the browser has shown, and what it gets in its place. */
	readonly given: string;
	readonly next: string;
	readonly at: Date;
	readonly userAgent: string;
}

/**
 * The browser after one use; undefined where what it has shown was replaced before. A secret stays good until one
 * that was handed out in its place has come back: an answer that is lost, or a second tab, costs nobody anything.
 */
export function turned(
	browser: RememberedBrowser,
	{ given, next, at: usedAt, userAgent }: Turn
): RememberedBrowser | undefined {
	const used = { ...browser, usedAt, userAgent };
	if (isSameHash(given, browser.current))
		return { ...used, offered: [next, ...browser.offered].slice(0, MOST_OFFERED) };
	if (browser.offered.some((offered) => isSameHash(given, offered)))
		return { ...used, current: given, offered: [next] };
	return undefined;
}
