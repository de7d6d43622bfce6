import type { ListedEnding, TokenEnding } from './ended-token.ts';

/** Which numbers there are. */
export interface Bounds {
	/** Up to this one, some have been swept. */
	readonly swept: number;
	/** Up to this one, all are there to be read. */
	readonly last: number;
}

/** What has ended, in the order in which it can be seen: whoever has read up to a number missed none below it. */
export interface EndedTokenStore {
	/**
	 * They survive a crash from when it resolves, and in a transaction from when that does. Those that no token can hang
	 * on any more are swept on the way.
	 */
	add(endings: readonly TokenEnding[]): Promise<void>;
	bounds(): Promise<Bounds>;
	/** Those of these clients and those of everybody, above `after` and up to `to`, that tokens may hang on. */
	list(of: {
		clients: readonly string[];
		after: number;
		to: number;
		most: number;
	}): Promise<readonly ListedEnding[]>;
}
