/**
 * Step-up: raising what a live session has proven, before an action that needs more.
 */
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import {
	challengeRefusals,
	type Answer,
	type Answered,
	type Challenge,
	type ChallengeRef,
	type Challenges
} from '#lib/server/challenges/index.ts';
import { isKnowledgeProven, type Proof } from '#lib/server/core/assurance.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import type { FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import { isAllowed, reachableAal, type Action } from '#lib/server/policy/index.ts';
import {
	sessionRefusals,
	type IssuedSession,
	type Session,
	type Sessions
} from '#lib/server/sessions/index.ts';

/** How old a proof may be that counts as given in the same act; docs/decisions/0013. */
const ONE_ACT_MS = 10 * 60_000;

export interface StepUp {
	/** Refuses `step-up-required`, with the challenge to answer, when policy wants a younger proof. */
	require(action: Action, session: Session): Promise<void>;
	/** A challenge for this session, by what its account can prove best. */
	begin(session: Session): Promise<Challenge>;
	/** Answers a step-up challenge; a right answer raises the session under a new secret. */
	answer(
		ref: ChallengeRef,
		given: Answer & { token: string },
		caller: Caller
	): Promise<Answered<{ issued: IssuedSession }>>;
}

interface Deps {
	readonly clock: Clock;
	readonly factors: FactorStore;
	readonly methods: readonly FactorMethod[];
	readonly challenges: Challenges;
	readonly sessions: Sessions;
	readonly audit: AuditLog;
	readonly record: Record;
}

export function createStepUp(deps: Deps): StepUp {
	const { clock, factors, methods, challenges, sessions } = deps;

	const isOfThisAct = ({ at }: Proof): boolean => clock.now().getTime() - at.getTime() < ONE_ACT_MS;

	const begin: StepUp['begin'] = async (session) => {
		const own = await factors.list(session.account);
		const canReach2 = reachableAal(own, methods) === 2;
		const offered = methods
			.map(({ id }) => id)
			.filter((id) => own.some(({ method }) => method === id))
			.filter((id) => !canReach2 || id !== 'passwords');
		return challenges.issue({
			account: session.account,
			holder: session.id,
			purpose: 'step-up',
			methods: offered,
			mustStandAlone: !own.some(({ method }) => method === 'passwords'),
			isKnowledgeProven: isKnowledgeProven(session.proofs.filter(isOfThisAct)),
			pool: `session/${session.id}`
		});
	};

	return {
		begin,

		async require(action, session) {
			const reachable = reachableAal(await factors.list(session.account), methods);
			if (isAllowed(action, { session, reachable, now: clock.now() })) return;
			const { id, methods: offered, expiresAt } = await begin(session);
			throw new Refusal('step-up-required', 'step-up-required', {
				details: { challenge: { id, methods: offered, expiresAt } }
			});
		},

		async answer(ref, { token, ...given }, caller) {
			// Before anything is spent: who answers is the session that was challenged.
			const session = await sessions.check(token);
			if (!session) throw sessionRefusals.required();
			if (session.id !== ref.holder) throw challengeRefusals.gone();
			const verdict = await challenges.answer(ref, given, caller);
			if (!verdict.verified) return verdict;
			const issued = await sessions.elevate(token, verdict.proof);
			await deps.record(deps.audit, caller, {
				code: 'step_up.succeeded',
				account: issued.session.account,
				session: issued.session.id,
				details: { method: verdict.proof.method }
			});
			return { ...verdict, issued };
		}
	};
}
