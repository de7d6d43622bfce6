import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type FactorId, type SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { issueRecoveryCodes, type FactorStore } from '#lib/server/factors/index.ts';

interface Owner {
	readonly session: { readonly account: AccountId; readonly id?: SessionId };
	readonly caller: Caller;
}

/** The codes are shown this once. */
export interface RecoveryCodeSet {
	readonly id: FactorId;
	readonly codes: readonly string[];
}

export interface RecoveryCodeSets {
	/** Issues a set within a transaction that has locked the account; an older set is void. */
	issue(to: Owner, stores: { factors: FactorStore; audit: AuditLog }): Promise<RecoveryCodeSet>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly record: Record;
}

export function createRecoveryCodeSets({ clock, random, record }: Deps): RecoveryCodeSets {
	return {
		async issue({ session, caller }, { factors, audit }) {
			const { account } = session;
			for (const factor of await factors.list(account))
				if (factor.method === 'recovery-codes') await factors.remove(account, factor.id);
			const { codes, state } = issueRecoveryCodes(random);
			const id = newId('fct', random);
			await factors.add({
				id,
				account,
				method: 'recovery-codes',
				label: '',
				state,
				version: 0,
				createdAt: clock.now()
			});
			await record(audit, caller, { code: 'recovery_codes.issued', account, session: session.id });
			return { id, codes };
		}
	};
}
