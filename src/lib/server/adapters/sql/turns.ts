import { AsyncLocalStorage } from 'node:async_hooks';

import { storeRefusals } from '../outage.ts';

/** Gives the turn back. */
export type EndTurn = () => void;

/** What somebody wants the turn for. */
export type Purpose = 'statement' | 'transaction';

export interface Turns {
	/** Waits for the turn, first come first served; refuses `stores.unavailable` when that takes too long. */
	take(purpose: Purpose): Promise<EndTurn>;
	/** What the one who gets the turn next wants it for, if somebody waits. */
	next(): Purpose | undefined;
	/** Runs `work` as the holder of the turn, which therefore must not wait for another. */
	hold<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Lets one writer at a time through, in this process. */
export function createTurns(patienceMs: number): Turns {
	const waiting = new Map<() => void, Purpose>();
	const holder = new AsyncLocalStorage<{ isHolding: boolean }>();
	let isTaken = false;

	function end() {
		const [next] = waiting.keys();
		if (!next) isTaken = false;
		else {
			waiting.delete(next);
			next();
		}
	}

	return {
		async take(purpose) {
			// It would wait for itself: an error at once says so, a timeout would not.
			if (holder.getStore()?.isHolding)
				throw new Error('Inside a transaction only its own stores may be used.');
			if (!isTaken) {
				isTaken = true;
				return end;
			}
			await new Promise<void>((resolve, reject) => {
				const proceed = () => {
					clearTimeout(timer);
					resolve();
				};
				const timer = setTimeout(() => {
					waiting.delete(proceed);
					reject(storeRefusals.unavailable());
				}, patienceMs);
				waiting.set(proceed, purpose);
			});
			return end;
		},

		next() {
			const [next] = waiting.values();
			return next;
		},

		hold(work) {
			const holding = { isHolding: true };
			return holder.run(holding, async () => {
				try {
					return await work();
				} finally {
					holding.isHolding = false;
				}
			});
		}
	};
}
