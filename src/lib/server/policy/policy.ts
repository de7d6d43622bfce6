/**
 * Policy: which level an action needs and how fresh its proof must be.
 *
 * One pure table. "The strongest" is what the account can reach: level 2 as soon as it has a second
 * factor. Who asks and how a proof is made are the business of others.
 */
import type { Aal } from '#lib/server/core/assurance.ts';
import type { Factor, FactorMethod } from '#lib/server/factors/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';

const MINUTE_MS = 60_000;

/** Actions that ask for more than being signed in, and how old the strongest proof may be. */
const FRESHNESS_MS = {
	'change-factors': 10 * MINUTE_MS,
	'change-password': 10 * MINUTE_MS,
	'change-email': 10 * MINUTE_MS,
	'delete-account': 10 * MINUTE_MS,
	'end-sessions': 10 * MINUTE_MS,
	administer: 60 * MINUTE_MS,
	'administer-accounts': 10 * MINUTE_MS
} as const;

export type Action = keyof typeof FRESHNESS_MS;

/**
 * Why a password that was just proven must be replaced before it opens a session: somebody else may know it,
 * or everybody can guess it, which it need not have been when it was chosen.
 * @see NIST SP 800-63B-4 §3.1.1.2
 */
export function newPasswordReason({
	demand,
	isCommon
}: {
	demand: 'compromised' | undefined;
	isCommon: boolean;
}): 'compromised' | 'common' | undefined {
	return demand ?? (isCommon ? 'common' : undefined);
}

/** The level that an account with these factors can reach. */
export function reachableAal(factors: readonly Factor[], methods: readonly FactorMethod[]): Aal {
	return hasSecondFactor(factors, methods) ? 2 : 1;
}

export function hasSecondFactor(
	factors: readonly Pick<Factor, 'method'>[],
	methods: readonly FactorMethod[]
): boolean {
	const second = methods.filter(({ isSecondFactor }) => isSecondFactor).map(({ id }) => id);
	return factors.some(({ method }) => second.includes(method));
}

/** What a recovered session may do below the level that its account can reach, and for how long. */
const RECOVERY_ACTIONS: readonly Action[] = ['change-factors', 'change-password'];
const RECOVERY_MS = 10 * MINUTE_MS;

/**
 * Whether a session may do `action` as it stands. A session that a recovery code made stands in for
 * the lost factor while it is young; otherwise nobody could replace what they lost.
 */
export function isAllowed(
	action: Action,
	{ session, reachable, now }: { session: Session; reachable: Aal; now: Date }
): boolean {
	const isFresh = now.getTime() - session.elevatedAt.getTime() < FRESHNESS_MS[action];
	const isRecovering =
		session.isRecovery &&
		RECOVERY_ACTIONS.includes(action) &&
		// From when it began: a proof below the level that was lost must not prolong it.
		now.getTime() - session.createdAt.getTime() < RECOVERY_MS;
	return isFresh && (session.aal >= reachable || isRecovering);
}
