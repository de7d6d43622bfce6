import { AsyncLocalStorage } from 'node:async_hooks';

import { storeRefusals } from '../outage.ts';

/** Gives the turn back. */
export type EndTurn = () => void;

export interface Turns {
	/** Waits for the turn, first come first served; refuses `stores.unavailable` when that takes too long. */
	take(): Promise<EndTurn>;
	/** Runs `work` as the holder of the turn, which therefore must not wait for another. */
	hold<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Lets one writer at a time through, in this process. */
export function createTurns(patienceMs: number): Turns {
	const waiting = new Set<() => void>();
	const holder = new AsyncLocalStorage<{ isHolding: boolean }>();
	let isTaken = false;

	function end() {
		const [next] = waiting;
		if (!next) isTaken = false;
		else {
			waiting.delete(next);
			next();
		}
	}

	return {
		async take() {
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
				waiting.add(proceed);
			});
			return end;
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
