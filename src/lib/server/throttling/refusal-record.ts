import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Budget } from './budget.ts';
import { RECORDED, RECORDED_IN_ALL } from './numbers.ts';
import type { BudgetStore } from './ports.ts';

/** A budget that has no room. */
interface Refusing {
	/** The budget's own key, which is not recorded. */
	readonly key: string;
	/** What it is called on record. */
	readonly budget: string;
	/** Whose budget it is. One of an address or of everybody is nobody's. */
	readonly account?: AccountId | undefined;
}

/**
 * Puts on record that a budget refuses: when it begins to, and then at most once a minute, however many
 * callers there are in however many processes; and not without end over all budgets, either.
 */
export type RecordRefusal = (caller: Caller, refusing: Refusing) => Promise<void>;

interface Deps {
	readonly store: BudgetStore;
	readonly audit: AuditLog;
	readonly record: Record;
}

export function createRefusalRecord({ store, audit, record }: Deps): RecordRefusal {
	const all: Budget = { key: 'recorded', lanes: [{ name: 'all', limits: RECORDED_IN_ALL }] };

	return async (caller, { key, budget, account }) => {
		const own: Budget = { key: `recorded:${key}`, lanes: [{ name: 'all', limits: RECORDED }] };
		// A flood of refusals only reads.
		if ((await store.peek([own, all])).some((wait) => wait > 0)) return;
		// A count of its own, of which there is one: of all racing callers one gets it.
		for (const each of [own, all]) {
			const [wait] = await store.spend([each]);
			if (wait !== 0) return;
		}
		await record(audit, caller, { code: 'throttle.refused', account, details: { budget } });
	};
}
