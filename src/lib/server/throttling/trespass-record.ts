import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { RECORDED_ONCE } from './numbers.ts';
import type { BudgetStore } from './ports.ts';
import { createMayRecord } from './sparing.ts';

/** Puts on record that somebody who is no administrator asked for what is theirs: once a day for a session. */
export type RecordTrespass = (
	caller: Caller,
	session: { readonly id: SessionId; readonly account: AccountId }
) => Promise<void>;

interface Deps {
	readonly store: BudgetStore;
	readonly audit: AuditLog;
	readonly record: Record;
}

export function createTrespassRecord({ store, audit, record }: Deps): RecordTrespass {
	const mayRecord = createMayRecord(store, RECORDED_ONCE);

	return async (caller, { id: session, account }) => {
		if (await mayRecord(`trespass ${session}`))
			await record(audit, caller, { code: 'access.refused', account, session });
	};
}
