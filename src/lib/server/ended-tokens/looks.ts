/** One look at the store for all who wait in this process, however many they are. */
import { setTimeout as pause } from 'node:timers/promises';

const EVERY_MS = 500;

export interface Looks<Seen> {
	/** What the next look sees; undefined where the store does not answer. */
	next(): Promise<Seen | undefined>;
	/** There is something to see now. */
	wake(): void;
}

export function createLooks<Seen>(look: () => Promise<Seen>): Looks<Seen> {
	let waiting: { readonly seen: Promise<Seen | undefined>; readonly hurry: AbortController };
	let isWaiting = false;

	const begin = () => {
		const hurry = new AbortController();
		const { signal } = hurry;
		const seen = pause(EVERY_MS, undefined, { signal })
			.catch(() => undefined)
			.then(() => {
				// Whoever comes from now on waits for another look: this one may not see what is new to them.
				isWaiting = false;
				return look();
			})
			.catch(() => undefined);
		isWaiting = true;
		return { seen, hurry };
	};

	return {
		next() {
			if (!isWaiting) waiting = begin();
			return waiting.seen;
		},
		wake() {
			if (isWaiting) waiting.hurry.abort();
		}
	};
}
