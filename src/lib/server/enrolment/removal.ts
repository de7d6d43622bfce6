import type { AuditLog } from '#lib/server/audit/index.ts';
import type { AccountId, FactorId } from '#lib/server/core/ids.ts';
import type { Factor, FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import { hasSecondFactor } from '#lib/server/policy/index.ts';
import { enrolmentRefusals as refuse, hasWayIn } from './enrolment.ts';
import { createChange } from './change.ts';
import type { EnrolmentDeps, Enroller } from './deps.ts';

/** Refuses to leave `factors` without a way in, and says which kind of gap it would be. */
export function requireWayIn(factors: readonly Factor[], methods: readonly FactorMethod[]): void {
	if (hasWayIn(factors, methods)) return;
	if (factors.some(({ method }) => method === 'passwords')) throw refuse.passwordTooShortAlone();
	throw refuse.lastWayIn();
}

export function createRemoval(deps: EnrolmentDeps) {
	const { methods, record } = deps;
	const change = createChange(deps);

	/** Recovery codes stand in for a second factor; without one they would stand in for nothing. */
	const dropIdleCodes = async (
		stores: { factors: FactorStore; audit: AuditLog },
		account: AccountId,
		left: readonly Factor[]
	): Promise<void> => {
		if (hasSecondFactor(left, methods)) return;
		for (const { id, method } of left)
			if (method === 'recovery-codes') await stores.factors.remove(account, id);
	};

	return {
		remove: (by: Enroller, id: FactorId) =>
			change(by, async ({ factors, audit }) => {
				const { account, id: session } = by.session;
				const own = await factors.list(account);
				const factor = own.find((each) => each.id === id);
				if (!factor) throw refuse.factorUnknown();
				if (factor.method === 'recovery-codes' || factor.method === 'passwords')
					throw refuse.notRemovable();
				const left = own.filter((each) => each.id !== id);
				requireWayIn(left, methods);
				await factors.remove(account, id);
				await dropIdleCodes({ factors, audit }, account, left);
				const details = { method: factor.method, factor: factor.label };
				await record(audit, by.caller, { code: 'factor.removed', account, session, details });
			})
	};
}
