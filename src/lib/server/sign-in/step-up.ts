/**
 * Step-up: raising what a live session has proven, before an action that needs more.
 *
 * Where one more proof is not enough, because the earlier ones are too old or of something that was replaced
 * since, one challenge follows another, and the session is raised after the last. A password is never the last
 * one where there is a second factor.
 */
import * as v from 'valibot';

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
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import type { FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import { isAllowed, isByWeaker, reachableAal, type Action } from '#lib/server/policy/index.ts';
import {
	sessionRefusals,
	type IssuedSession,
	type Session,
	type Sessions
} from '#lib/server/sessions/index.ts';
import { ProofData } from './attempt.ts';
import { createStanding, isWhole } from './standing.ts';

/** How old a proof may be that counts as given in the same act; docs/decisions/0013. */
const ONE_ACT_MS = 10 * 60_000;

/**
 * What was answered before this challenge, and after which answers another one follows. JSON. One from before there
 * were chains has none.
 */
const Chain = v.optional(
	v.object({ proofs: v.array(ProofData), unfinished: v.array(v.string()) }),
	{ proofs: [], unfinished: [] }
);

/** Which challenge of how many this is. */
export interface Progress {
	readonly step: number;
	readonly of: number;
}

type Raised = { readonly issued: IssuedSession } | { readonly next: Challenge };

export interface StepUp {
	/** Refuses `step-up-required`, with the challenge to answer, when policy wants a younger proof. */
	require(action: Action, session: Session): Promise<void>;
	/** The same where a browser that is remembered has opened the session, however young it is. */
	requireWhole(session: Session): Promise<void>;
	/** A challenge for this session, by what its account can prove best; to go on to an application, by its name. */
	begin(session: Session, goesOnTo?: string): Promise<Challenge>;
	/**
	 * Answers a step-up challenge. A right answer raises the session under a new secret, or leads to the
	 * challenge for what is missing, and until that is answered the session is as it was.
	 */
	answer(
		ref: ChallengeRef,
		given: Answer & { token: string },
		caller: Caller
	): Promise<Answered<Raised>>;
	/** Undefined where one answer is all. */
	progressOf(challenge: Challenge, method: string): Progress | undefined;
}

/** What a phone says that the proof is for. */
interface What {
	readonly action?: string | undefined;
	readonly goesOnTo?: string | undefined;
}

interface Deps {
	readonly clock: Clock;
	readonly factors: FactorStore;
	readonly methods: readonly FactorMethod[];
	readonly challenges: Challenges;
	readonly sessions: Sessions;
	/** For which a weaker method does not do where the account has a stronger one. */
	readonly strongActions: readonly Action[];
	readonly audit: AuditLog;
	readonly record: Record;
	/** Whoever can prove a factor needs no other way back. */
	readonly stopRecovery: (
		account: AccountId,
		by: { caller: Caller; session: SessionId; reason: 'stepped_up' }
	) => Promise<unknown>;
}

const chainOf = ({ context }: Challenge): v.InferOutput<typeof Chain> => v.parse(Chain, context);

export function createStepUp(deps: Deps): StepUp {
	const { clock, factors, methods, challenges, sessions } = deps;
	const standingOf = createStanding(deps);

	const isOfThisAct = ({ at }: Proof): boolean => clock.now().getTime() - at.getTime() < ONE_ACT_MS;

	/** The challenge for what `session` lacks beside `proofs`, which were given just now. */
	const ask = async (
		session: Session,
		{ proofs, action, goesOnTo }: What & { proofs: readonly Proof[] }
	): Promise<Challenge> => {
		const {
			counted,
			isWhole: isVouchedFor,
			offered,
			unfinished
		} = await standingOf(session, proofs);
		return challenges.issue({
			account: session.account,
			holder: session.id,
			purpose: 'step-up',
			action,
			goesOnTo,
			methods: offered,
			mustStandAlone: !isKnowledgeProven(counted),
			isKnowledgeProven: isKnowledgeProven(counted.filter(isOfThisAct)),
			// Every sign-in by a copied cookie opens another session: it has the guesses of strangers.
			pool: isVouchedFor ? `session/${session.id}` : undefined,
			context: { proofs, unfinished }
		});
	};

	const refuse = async (session: Session, action?: Action): Promise<never> => {
		const { id, methods: offered, expiresAt } = await ask(session, { proofs: [], action });
		throw new Refusal('step-up-required', 'step-up-required', {
			details: { challenge: { id, methods: offered, expiresAt } }
		});
	};

	const raise = async (
		session: Session,
		{ token, proofs, ...what }: What & { token: string; proofs: readonly Proof[] }
	): Promise<Raised> => {
		const { held, reachable, isEnough } = await standingOf(session, proofs);
		if (!isEnough) return { next: await ask(session, { proofs, ...what }) };
		return { issued: await sessions.elevate(token, { given: proofs, held, reachable }) };
	};

	return {
		begin: (session, goesOnTo) => ask(session, { proofs: [], goesOnTo }),

		async require(action, session) {
			const own = await factors.list(session.account);
			const reachable = reachableAal(own, methods);
			const had = { factors: own, methods };
			const isTooWeak =
				!isWhole(session, had) ||
				(deps.strongActions.includes(action) && isByWeaker(session.proofs, had));
			if (isAllowed(action, { session, reachable, now: clock.now(), isTooWeak })) return;
			await refuse(session, action);
		},

		async requireWhole(session) {
			const own = await factors.list(session.account);
			if (!isWhole(session, { factors: own, methods })) await refuse(session);
		},

		async answer(ref, { token, ...given }, caller) {
			// Before anything is spent: who answers is the session that was challenged.
			const session = await sessions.check(token);
			if (!session) throw sessionRefusals.required();
			if (session.id !== ref.holder) throw challengeRefusals.gone();
			const isLast = ({ method }: Proof, asked: Challenge) =>
				!chainOf(asked).unfinished.includes(method);
			const verdict = await challenges.answer(ref, { ...given, isLast }, caller);
			if (!verdict.verified) return verdict;
			const { proof, challenge } = verdict;
			const proofs = [...chainOf(challenge).proofs, proof];
			const { action, goesOnTo } = challenge;
			const raised = await raise(session, { token, proofs, action, goesOnTo });
			const { id, account } = session;
			if ('issued' in raised)
				await deps.stopRecovery(account, { caller, session: id, reason: 'stepped_up' });
			await deps.record(deps.audit, caller, {
				code: 'issued' in raised ? 'step_up.succeeded' : 'step_up.continued',
				account,
				session: id,
				details: { method: proof.method }
			});
			return { ...verdict, ...raised };
		},

		progressOf(challenge, method) {
			const { proofs, unfinished } = chainOf(challenge);
			const step = proofs.length + 1;
			const of = step + (unfinished.includes(method) ? 1 : 0);
			return of === 1 ? undefined : { step, of };
		}
	};
}
