import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { Proof } from '#lib/server/core/assurance.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import { isEnough } from '#lib/server/policy/index.ts';

interface Earned {
	readonly proofs: readonly Proof[];
	readonly isRecovery: boolean;
	readonly generation: number;
	/** A remembered browser stands for what is missing. */
	readonly isRemembered?: boolean;
}

/**
 * Whether the account is there as it was, still has what was proven, and needs no more than that: what
 * everyone who saves a session looks at afterwards. Whoever disables the account or changes its password
 * ends what there is, so that the session is either among that or sees the change here.
 */
export type LastLook = (account: AccountId, earned: Earned) => Promise<boolean>;

export function createLastLook(deps: {
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly factors: Pick<FactorStore, 'list'>;
	readonly methods: readonly FactorMethod[];
}): LastLook {
	return async (account, { proofs, isRecovery, isRemembered, generation }) => {
		const [found, own] = await Promise.all([
			deps.accounts.find(account),
			deps.factors.list(account)
		]);
		const isHeld = ({ factor }: Proof): boolean => own.some(({ id }) => id === factor);
		if (found?.status !== 'active' || found.generation !== generation) return false;
		if (!proofs.every(isHeld)) return false;
		return (
			isRecovery ||
			isRemembered === true ||
			isEnough(proofs, { factors: own, methods: deps.methods })
		);
	};
}
