import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Errands, FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import type { OfflineStore } from '#lib/server/offline-access/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { SentCodes } from '#lib/server/sent-codes/index.ts';
import type { Session, Sessions } from '#lib/server/sessions/index.ts';

/** The session that enrols, and where it calls from. `token` is its bearer token. */
export interface Enroller {
	readonly session: Session;
	readonly token: string;
	readonly caller: Caller;
}

export interface EnrolmentStores {
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	/** It was allowed by who had all the factors. */
	readonly offline: Pick<OfflineStore, 'removeAll'>;
	readonly audit: AuditLog;
}

export interface EnrolmentDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	readonly methods: readonly FactorMethod[];
	readonly pending: PendingStore;
	readonly errands: Errands;
	readonly sentCodes: Pick<SentCodes, 'judge'>;
	readonly sessions: Sessions;
	readonly audit: AuditLog;
	readonly record: Record;
	readonly transact: Transact<EnrolmentStores>;
}
