declare const brand: unique symbol;

/** Names a browser to one account. It is no secret: only the cookie proves it, by its signature. */
export type KnownBrowserId = string & { readonly [brand]: 'KnownBrowserId' };

/** A browser that has signed in to an account. */
export interface KnownBrowser {
	readonly id: KnownBrowserId;
	readonly since: Date;
	readonly seenAt: Date;
	readonly userAgent: string;
}

export const KNOWN_FOR_MS = 365 * 24 * 60 * 60_000;
export const MOST_PER_ACCOUNT = 20;
