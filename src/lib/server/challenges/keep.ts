import type { ReceiptStore } from '#lib/server/approvals/index.ts';
import type { AuditCode, AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Factor, FactorStore, Failure, Verified } from '#lib/server/factors/index.ts';

/**
 * Writes what a method decided, with its audit event, and answers what holds: a proof whose state
 * another caller wrote first is a failure, so a code counts once across all processes.
 */
export type Keep = (outcome: Verified | Failure, caller: Caller) => Promise<Verified | Failure>;

interface Deps {
	readonly clock: Clock;
	readonly record: Record;
	readonly transact: Transact<{ factors: FactorStore; receipts: ReceiptStore; audit: AuditLog }>;
}

interface Change {
	readonly factor: Factor;
	readonly next: { state: unknown; lastUsedAt?: Date };
	readonly event?: AuditCode | undefined;
	readonly receipt?: Verified['receipt'];
}

export function createKeep({ clock, record, transact }: Deps): Keep {
	const changeOf = (outcome: Verified | Failure): Change | undefined => {
		if (!outcome.passed) {
			const { mark } = outcome;
			return mark && { factor: mark.factor, next: { state: mark.state }, event: mark.event };
		}
		const { factor, state, event, receipt } = outcome;
		if (state === factor.state) return undefined;
		const at = clock.now();
		return { factor, next: { state, lastUsedAt: at }, event, ...(receipt && { receipt }) };
	};

	return async (outcome, caller) => {
		const change = changeOf(outcome);
		if (!change) return outcome;
		const { factor, next, event, receipt } = change;
		const isWritten = await transact(async ({ factors, receipts, audit }) => {
			if (!(await factors.replace(factor, next))) return false;
			const { account } = factor;
			// One that is there already was used before.
			if (receipt && !(await receipts.add({ ...receipt, account, at: clock.now() }))) return false;
			const details = { method: factor.method, factor: factor.label, ...outcome.details };
			if (event) await record(audit, caller, { code: event, account, details });
			return true;
		});
		return outcome.passed && !isWritten ? { passed: false, reason: 'reused' } : outcome;
	};
}
