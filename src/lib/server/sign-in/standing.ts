import {
	assuranceOf,
	isKnowledgeProven,
	type Aal,
	type Proof
} from '#lib/server/core/assurance.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { FactorId } from '#lib/server/core/ids.ts';
import {
	factorsFor,
	type Factor,
	type FactorMethod,
	type FactorStore
} from '#lib/server/factors/index.ts';
import {
	bestFirst,
	hasSecondFactor,
	hasSecondStep,
	hasStrongFactor,
	isEnough,
	reachableAal,
	type Action
} from '#lib/server/policy/index.ts';
import { countedProofs, type Session } from '#lib/server/sessions/index.ts';

const PASSWORDS = 'passwords';

/** Where a session stands on its way to the strongest level of its account. */
interface Standing {
	readonly held: readonly FactorId[];
	readonly reachable: Aal;
	/** What counts: young enough, and of factors that are what they were. */
	readonly counted: readonly Proof[];
	/** Whether what the session proved when it was opened was enough for that. */
	readonly isWhole: boolean;
	/** Whether the proofs that were just given raise the session. */
	readonly isEnough: boolean;
	/** Methods that lead on from here, the best first. */
	readonly offered: readonly string[];
	/** Those of them that cannot be the last. */
	readonly unfinished: readonly string[];
}

/** `given` is what was just proven; it counts beside what the session has proven earlier. */
type StandingOf = (session: Session, given: readonly Proof[]) => Promise<Standing>;

const isOlderThan =
	({ elevatedAt }: Session) =>
	({ createdAt }: Factor): boolean =>
		createdAt <= elevatedAt;

/**
 * Whether `session` has proven what opens one. Where not, a browser that is remembered has opened it. What was
 * added since is asked for the next time.
 */
export const isWhole = (
	session: Session,
	{ factors, methods }: { factors: readonly Factor[]; methods: readonly FactorMethod[] }
): boolean => isEnough(session.proofs, { factors: factors.filter(isOlderThan(session)), methods });

export function createStanding(deps: {
	readonly clock: Clock;
	readonly factors: Pick<FactorStore, 'list'>;
	readonly methods: readonly FactorMethod[];
	readonly strongActions: readonly Action[];
}): StandingOf {
	const { clock, factors, methods } = deps;
	const mayBeWeaker = deps.strongActions.length === 0;

	/** Where nothing that is known counts, a code or a key is one factor: only what is two leads to level 2. */
	const isWorthTwo = (own: readonly Factor[], method: FactorMethod): boolean =>
		factorsFor(method, own).some((factor) => method.standsAlone?.(factor) === true);

	const offeredFor = (own: readonly Factor[], counted: readonly Proof[]): string[] => {
		const had = methods.filter((method) => !method.isOff && factorsFor(method, own).length > 0);
		if (!hasSecondStep(own, methods)) return had.map(({ id }) => id);
		const isKnown = isKnowledgeProven(counted);
		// A passkey that verified its holder, not long ago: a second one, or a code, goes beside it.
		const isProven = isKnown || assuranceOf(counted).aal === 2;
		const offered = had
			.filter((method) =>
				method.id === PASSWORDS ? !isKnown : isProven || isWorthTwo(own, method)
			)
			.filter(({ isWeaker }) => !isWeaker || mayBeWeaker || !hasStrongFactor(own, methods))
			.filter(({ isSecondStep }) => !isSecondStep || !hasSecondFactor(own, methods))
			.map(({ id }) => id);
		return bestFirst(offered, { factors: own, methods });
	};

	return async (session, given) => {
		const own = await factors.list(session.account);
		const held = own.map(({ id }) => id);
		const reachable = reachableAal(own, methods);
		const now = clock.now();
		const counted = countedProofs(session, { given, held, now });
		const isLast = (method: string) => !hasSecondStep(own, methods) || method !== PASSWORDS;
		const last = given.at(-1);
		const offered = offeredFor(own, counted);
		return {
			held,
			reachable,
			counted,
			isWhole: isWhole(session, { factors: own, methods }),
			isEnough:
				last !== undefined &&
				isLast(last.method) &&
				assuranceOf(counted).aal >= reachable &&
				isEnough(counted, { factors: own, methods }),
			offered,
			unfinished: offered.filter((method) => !isLast(method))
		};
	};
}
