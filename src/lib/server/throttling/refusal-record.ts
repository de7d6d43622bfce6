import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { BudgetStore } from './ports.ts';
import { createMayRecord } from './sparing.ts';

/** A budget that has no room. */
interface Refusing {
	/** The budget's own key, which is not recorded. */
	readonly key: string;
	/** What it is called on record. */
	readonly budget: string;
	/** Whose budget it is. One of an address or of everybody is nobody's. */
	readonly account?: AccountId | undefined;
	/** Whose secret is guessed, if a client's is. */
	readonly client?: string | undefined;
}

/** Puts on record that a budget refuses: when it begins to, and then at most once a minute. */
export type RecordRefusal = (caller: Caller, refusing: Refusing) => Promise<void>;

interface Deps {
	readonly store: BudgetStore;
	readonly audit: AuditLog;
	readonly record: Record;
}

export function createRefusalRecord({ store, audit, record }: Deps): RecordRefusal {
	const mayRecord = createMayRecord(store);

	return async (caller, { key, budget, account, client }) => {
		if (!(await mayRecord(key))) return;
		const details = { budget, ...(client !== undefined && { client }) };
		await record(audit, caller, { code: 'throttle.refused', account, details });
	};
}
