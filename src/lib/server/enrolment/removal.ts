import type { AuditLog } from '#lib/server/audit/index.ts';
import type { AccountId, FactorId } from '#lib/server/core/ids.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import type { Factor, FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import { hasSecondStep } from '#lib/server/policy/index.ts';
import { enrolmentRefusals as refuse, hasWayIn } from './enrolment.ts';
import { createChange } from './change.ts';
import type { EnrolmentDeps, Enroller } from './deps.ts';
import type { RecoveryCodeSet } from './recovery-code-sets.ts';

/** A factor, and the set of recovery codes that came with it. */
export interface Added {
	readonly factor: Factor;
	readonly recoveryCodes: RecoveryCodeSet | undefined;
}

/** Refuses to leave `factors` without a way in, and says which kind of gap it would be. */
export function requireWayIn(factors: readonly Factor[], methods: readonly FactorMethod[]): void {
	if (hasWayIn(factors, methods)) return;
	if (factors.some(({ method }) => method === 'passwords')) throw refuse.passwordTooShortAlone();
	throw refuse.lastWayIn();
}

export function createRemoval(deps: EnrolmentDeps) {
	const { methods, record, transact } = deps;
	const change = createChange(deps);

	const recordRemoval = (audit: AuditLog, by: Enroller, { method, label }: Factor) =>
		record(audit, by.caller, {
			code: 'factor.removed',
			account: by.session.account,
			session: by.session.id,
			details: { method, factor: label }
		});

	/** Recovery codes stand in for a second factor; without one they would stand in for nothing. */
	const dropIdleCodes = async (
		factors: FactorStore,
		account: AccountId,
		left: readonly Factor[]
	): Promise<void> => {
		if (hasSecondStep(left, methods)) return;
		for (const { id, method } of left)
			if (method === 'recovery-codes') await factors.remove(account, id);
	};

	return {
		async removalRefusal(account: AccountId, id: FactorId): Promise<string | undefined> {
			const left = (await deps.factors.list(account)).filter((each) => each.id !== id);
			try {
				requireWayIn(left, methods);
				return undefined;
			} catch (error) {
				if (error instanceof Refusal) return error.code;
				throw error;
			}
		},

		remove: (by: Enroller, id: FactorId) =>
			change(by, async ({ factors, offline, audit }) => {
				const { account } = by.session;
				const own = await factors.list(account);
				const factor = own.find((each) => each.id === id);
				if (!factor) throw refuse.factorUnknown();
				if (factor.method === 'recovery-codes' || factor.method === 'passwords')
					throw refuse.notRemovable();
				const left = own.filter((each) => each.id !== id);
				requireWayIn(left, methods);
				await factors.remove(account, id);
				await offline.removeAll(account);
				await dropIdleCodes(factors, account, left);
				await recordRemoval(audit, by, factor);
			}),

		/**
		 * Takes back what an enrolment has just added, with the recovery codes that it has issued. No rule
		 * holds it up: whatever else the account has by now, a thief's factor must not stay.
		 */
		undo: (by: Enroller, { factor, recoveryCodes }: Added) =>
			transact(async ({ accounts, factors, audit }) => {
				const { account } = factor;
				await accounts.lock(account);
				if (recoveryCodes) await factors.remove(account, recoveryCodes.id);
				if (await factors.remove(account, factor.id)) await recordRemoval(audit, by, factor);
			})
	};
}
