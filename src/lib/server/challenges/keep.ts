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
	readonly transact: Transact<{ factors: FactorStore; audit: AuditLog }>;
}

interface Change {
	readonly factor: Factor;
	readonly next: { state: unknown; lastUsedAt?: Date };
	readonly event?: AuditCode | undefined;
}

export function createKeep({ clock, record, transact }: Deps): Keep {
	const changeOf = (outcome: Verified | Failure): Change | undefined => {
		if (!outcome.passed) {
			const { mark } = outcome;
			return mark && { factor: mark.factor, next: { state: mark.state }, event: mark.event };
		}
		const { factor, state, event } = outcome;
		if (state === factor.state) return undefined;
		return { factor, next: { state, lastUsedAt: clock.now() }, event };
	};

	return async (outcome, caller) => {
		const change = changeOf(outcome);
		if (!change) return outcome;
		const { factor, next, event } = change;
		const isWritten = await transact(async ({ factors, audit }) => {
			if (!(await factors.replace(factor, next))) return false;
			const details = { method: factor.method, factor: factor.label, ...outcome.details };
			if (event) await record(audit, caller, { code: event, account: factor.account, details });
			return true;
		});
		return outcome.passed && !isWritten ? { passed: false, reason: 'reused' } : outcome;
	};
}
