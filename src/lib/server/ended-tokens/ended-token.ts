import type { ConsentId, SessionId } from '#lib/server/core/ids.ts';
import { hashSecret } from '#lib/server/core/secret.ts';

/** What access tokens of a client hung on, and is over. */
export type TokenEnding =
	| { readonly of: 'session'; readonly session: SessionId; readonly client: string }
	/** By the name that tokens have for it. */
	| { readonly of: 'grant'; readonly grant: string; readonly client: string }
	| { readonly of: 'consent'; readonly consent: ConsentId; readonly client: string }
	/** One token that was given back. */
	| { readonly of: 'token'; readonly jti: string; readonly client: string }
	/** All tokens of all clients that were made until then. */
	| { readonly of: 'everybody' };

/** One on the list. */
export interface ListedEnding {
	/** Those that are listed later have higher ones. */
	readonly number: number;
	readonly at: Date;
	readonly ending: TokenEnding;
}

const MINUTE_MS = 60_000;

/**
 * Longer than any token that hangs on what has ended: they live for a quarter of an hour, and one that was under way
 * when it ended, or was made by a clock that is ahead, for a little more.
 */
export const LISTED_MS = 20 * MINUTE_MS;

/** What tokens call a grant, whose own name is a key of what is kept of it. */
export const grantName = (grant: string): string => hashSecret(grant);
