/**
 * Policy: which level an action needs and how fresh its proof must be.
 *
 * One pure table. "The strongest" is what the account can reach: level 2 as soon as it has a second
 * factor. Who asks and how a proof is made are the business of others.
 */
import {
	assuranceOf,
	isKnowledgeProven,
	type Aal,
	type Proof
} from '#lib/server/core/assurance.ts';
import { factorsFor, type Factor, type FactorMethod } from '#lib/server/factors/index.ts';
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

export const ACTIONS = Object.keys(FRESHNESS_MS) as readonly Action[];

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

type Had = readonly Pick<Factor, 'method'>[];

const hasOne = (factors: Had, methods: readonly FactorMethod[]): boolean =>
	methods.some(({ id }) => factors.some(({ method }) => method === id));

export function hasSecondFactor(factors: Had, methods: readonly FactorMethod[]): boolean {
	return hasOne(
		factors,
		methods.filter(({ isSecondFactor }) => isSecondFactor)
	);
}

/** Whether something is asked for beside a password; a code by mail is, though it is no factor. */
export function hasSecondStep(factors: Had, methods: readonly FactorMethod[]): boolean {
	return hasOne(
		factors,
		methods.filter(({ isSecondFactor, isSecondStep }) => isSecondFactor || isSecondStep)
	);
}

/**
 * Methods in the order in which they are offered: what the account has used last, then the strongest, as `ids` come.
 * A password and a recovery code stay where they are: the one is asked for in its turn, the other stands for what
 * is lost.
 */
export function bestFirst(
	ids: readonly string[],
	{
		factors,
		methods
	}: {
		factors: readonly Pick<Factor, 'method' | 'lastUsedAt'>[];
		methods: readonly FactorMethod[];
	}
): string[] {
	const steps = methods.filter(
		({ isSecondFactor, isSecondStep }) => isSecondFactor || isSecondStep
	);
	const usedAt = (id: string): number => {
		const own = steps.filter((step) => step.id === id).flatMap((step) => factorsFor(step, factors));
		return Math.max(0, ...own.map(({ lastUsedAt }) => lastUsedAt?.getTime() ?? 0));
	};
	const [last] = ids
		.filter((id) => usedAt(id) > 0)
		.toSorted((one, other) => usedAt(other) - usedAt(one));
	return last === undefined ? [...ids] : [last, ...ids.filter((id) => id !== last)];
}

/** Whether the operator wants a second factor of an account that has nothing beside its password. */
export function mustEnrol({
	role,
	factors,
	methods,
	required
}: {
	role: string | undefined;
	factors: Had;
	methods: readonly FactorMethod[];
	required: 'optional' | 'administrators' | 'everybody';
}): boolean {
	const isMeant = required === 'everybody' || (required === 'administrators' && role === 'admin');
	return isMeant && !hasSecondStep(factors, methods);
}

/** Whether an account can be asked for a second factor that does not travel where others may read it. */
export function hasStrongFactor(factors: Had, methods: readonly FactorMethod[]): boolean {
	return hasOne(
		factors,
		methods.filter(({ isSecondFactor, isWeaker, isOff }) => isSecondFactor && !isWeaker && !isOff)
	);
}

/**
 * Whether `proofs` open a session of an account: level 2 where there is a second factor or a second step, or
 * the password and a second step, which stays level 1.
 */
export function isEnough(
	proofs: readonly Proof[],
	{ factors, methods }: { factors: Had; methods: readonly FactorMethod[] }
): boolean {
	if (!hasSecondStep(factors, methods) || assuranceOf(proofs).aal === 2) return true;
	const steps = methods.filter(({ isSecondStep, isOff }) => isSecondStep && !isOff);
	return isKnowledgeProven(proofs) && hasOne(proofs, steps);
}

/**
 * Whether `proofs` reach level 2 by a weaker method only, of an account that has a stronger one. ASVS 5.0 6.6.1
 */
export function isByWeaker(
	proofs: readonly Proof[],
	{ factors, methods }: { factors: Had; methods: readonly FactorMethod[] }
): boolean {
	const weaker = methods.filter(({ isWeaker }) => isWeaker).map(({ id }) => id);
	const stronger = proofs.filter(({ method }) => !weaker.includes(method));
	return hasStrongFactor(factors, methods) && assuranceOf(stronger).aal < 2;
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
	{
		session,
		reachable,
		now,
		isTooWeak = false
	}: {
		session: Session;
		reachable: Aal;
		now: Date;
		/** What it was proven by does not do for this action. */
		isTooWeak?: boolean;
	}
): boolean {
	const isFresh = now.getTime() - session.elevatedAt.getTime() < FRESHNESS_MS[action];
	const isRecovering =
		session.isRecovery &&
		RECOVERY_ACTIONS.includes(action) &&
		// From when it began: a proof below the level that was lost must not prolong it.
		now.getTime() - session.createdAt.getTime() < RECOVERY_MS;
	return isFresh && ((session.aal >= reachable && !isTooWeak) || isRecovering);
}
