import type { Budget, Limits } from './budget.ts';
import { RECORDED, RECORDED_IN_ALL } from './numbers.ts';
import type { BudgetStore } from './ports.ts';

/**
 * Whether something may go on record that anybody can cause: at most once a minute under its key, however
 * many callers there are in however many processes, and not without end over all keys, either.
 */
export type MayRecord = (key: string) => Promise<boolean>;

export function createMayRecord(store: BudgetStore, limits: Limits = RECORDED): MayRecord {
	const all: Budget = { key: 'recorded', lanes: [{ name: 'all', limits: RECORDED_IN_ALL }] };

	return async (key) => {
		const own: Budget = { key: `recorded:${key}`, lanes: [{ name: 'all', limits }] };
		// A flood only reads.
		if ((await store.peek([own, all])).some((wait) => wait > 0)) return false;
		// A count of its own, of which there is one: of all racing callers one gets it.
		for (const each of [own, all]) {
			const [wait] = await store.spend([each]);
			if (wait !== 0) return false;
		}
		return true;
	};
}
