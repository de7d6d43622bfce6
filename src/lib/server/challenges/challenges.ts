/**
 * Challenges: pending demands for a factor.
 *
 * A challenge belongs to one browser or session and one purpose, allows a few attempts and expires.
 * This module owns that budget and makes each proof single-use; how a factor works is the business of
 * `factors/method.ts`, what follows from a verdict that of whoever issued the challenge.
 */
import * as v from 'valibot';

import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Proof } from '#lib/server/core/assurance.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type ChallengeId, type SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import {
	factorsFor,
	type Asking,
	type Errands,
	type Factor,
	type FactorMethod,
	type Failure,
	type FactorStore,
	type Prompt
} from '#lib/server/factors/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { SentCodes } from '#lib/server/sent-codes/index.ts';
import {
	isGuessable,
	verifying,
	type Reservation,
	type Throttle
} from '#lib/server/throttling/index.ts';
import { createBegunCeremonies } from './begun.ts';
import {
	ChallengeData,
	challengeRefusals as refuse,
	type Challenge,
	type ChallengeRef,
	type Verdict
} from './challenge.ts';
import type { Keep } from './keep.ts';

const TIME_TO_LIVE_MS = 10 * 60_000;
const ATTEMPTS = 5;

type NewChallenge = Omit<Challenge, 'id' | 'attemptsLeft' | 'expiresAt'>;

export interface Answer {
	readonly method: string;
	/** From outside; the method parses it. */
	readonly answer: unknown;
}

/** Whether nothing more has to be proven: only then do earlier failures end. */
type IsLast = (proof: Proof, challenge: Challenge) => boolean;

export interface Challenges {
	issue(to: NewChallenge): Promise<Challenge>;
	/** Refuses `challenges.gone`. */
	get(ref: ChallengeRef): Promise<Challenge>;
	/**
	 * Begins the ceremony of `method`. A second prompt voids the first. One that reaches out tells its
	 * owner who asks, is counted for the account, and may be refused `throttling.wait`.
	 */
	prompt(ref: ChallengeRef, method: string, caller?: Caller): Promise<Prompt>;
	/**
	 * The same for a page that is only looked at: what reaches out must have been begun, and not be over; what
	 * lasts stays what it is until then.
	 */
	look(ref: ChallengeRef, method: string, caller?: Caller): Promise<Prompt | undefined>;
	/** Whether an answer by a method that reaches out would be judged now. */
	progress(ref: ChallengeRef, method: string): Promise<'waiting' | 'answered' | 'none'>;
	/**
	 * Judges an answer and spends one attempt, counted before the check, so that racing answers cannot
	 * share one, and against the account's budget, which refuses `throttling.wait`. A right answer ends the challenge, and of two racing right answers one is verified.
	 * @see NIST SP 800-63B, "Rate Limiting (Throttling)"
	 */
	answer(
		ref: ChallengeRef,
		given: Answer & { readonly isLast?: IsLast },
		caller: Caller
	): Promise<Verdict>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly pending: PendingStore;
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly factors: FactorStore;
	readonly methods: readonly FactorMethod[];
	readonly keep: Keep;
	readonly errands: Errands;
	readonly sentCodes: Pick<SentCodes, 'judge'>;
	readonly throttle: Throttle;
	readonly audit: AuditLog;
	readonly record: Record;
}

/** What a wrong answer is on record. */
function failureOf({ purpose, holder }: Challenge) {
	if (purpose === 'recovery') return { code: 'recovery.failed' } as const;
	if (purpose === 'sign-in') return { code: 'sign_in.challenge_failed' } as const;
	return { code: 'step_up.failed', session: holder as SessionId } as const;
}

/** A right guess. Unless something else has to be proven, too, the earlier wrong ones end with it. */
function settle(guess: Reservation, isLast = true): Promise<void> {
	return isLast ? guess.succeed() : guess.release();
}

export function createChallenges(deps: Deps): Challenges {
	const { clock, pending, throttle } = deps;
	const begun = createBegunCeremonies(deps);

	const offered = (challenge: Challenge, id: string): FactorMethod => {
		const method = deps.methods.find((candidate) => candidate.id === id);
		if (!method || method.isOff || !challenge.methods.includes(id)) throw refuse.methodNotOffered();
		return method;
	};

	const factorsOf = async ({ account }: Challenge, method: FactorMethod): Promise<Factor[]> =>
		factorsFor(method, await deps.factors.list(account));

	const askingOf = async (challenge: Challenge, caller: Caller): Promise<Asking> => {
		const account = await deps.accounts.find(challenge.account);
		if (!account) throw refuse.gone();
		const { id, username, locale, isEmailProven } = account;
		const {
			purpose,
			application,
			goesOnTo,
			action,
			id: asked,
			holder,
			expiresAt: until
		} = challenge;
		const what = { purpose, application, goesOnTo, action };
		const who = { account: id, username, locale, email: isEmailProven ? account.email : undefined };
		return { ...who, ...what, caller, asker: { id: asked, holder }, until };
	};

	const read = async (found: ReturnType<PendingStore['find']>): Promise<Challenge> => {
		const record = await found;
		const data = v.safeParse(ChallengeData, record?.data);
		// The holder may have something else pending under this id, such as a ceremony.
		if (!record || !data.success) throw refuse.gone();
		const { id, holder, attemptsLeft, expiresAt } = record;
		return {
			...data.output,
			id: id as ChallengeId,
			holder,
			attemptsLeft,
			expiresAt
		};
	};

	/** Counts a guess before it is verified; a proof that cannot be guessed costs none. */
	const reserve = async (
		{ account, pool }: Challenge,
		method: FactorMethod,
		caller: Caller
	): Promise<Reservation> =>
		isGuessable(method.id)
			? throttle.reserve({ account, caller, pool })
			: {
					verdict: 'go',
					succeed: () => throttle.signedIn({ account, pool }),
					release: async () => undefined,
					undo: async () => undefined
				};

	const get: Challenges['get'] = async (ref) => {
		const challenge = await read(pending.find(ref));
		if (challenge.attemptsLeft === 0) throw refuse.gone();
		const account = await deps.accounts.find(challenge.account);
		const { generation = account?.generation } = challenge;
		if (account?.status !== 'active' || account.generation !== generation) throw refuse.gone();
		return challenge;
	};

	const prompt: Challenges['prompt'] = async (ref, methodId, caller) => {
		const challenge = await get(ref);
		const method = offered(challenge, methodId);
		const { verification, isSent } = method;
		const isAsking = (verification.reachesOut || verification.isLasting) && caller;
		// Codes that are out stay so, and have counts of their own.
		if (isAsking && verification.reachesOut && !isSent) {
			// One errand at a time, and not too many of them: somebody is disturbed by each.
			await throttle.admit('errand', { caller, account: challenge.account });
			await begun.drop(ref, methodId);
		}
		const factors = await factorsOf(challenge, method);
		const asking = isAsking && { asking: await askingOf(challenge, caller) };
		const started = await verification.begin(factors, { ...challenge, ...asking });
		await begun.keep(challenge, methodId, started);
		return started.prompt;
	};

	/** What was begun, this once. A code that was sent may be tried again, so it is still asked for. */
	const beganOf = async (
		challenge: Challenge,
		{ method, caller, answer }: { method: FactorMethod; caller: Caller; answer: unknown }
	) => {
		if (!method.isSent) return begun.take(challenge, method);
		const place = { ...(await askingOf(challenge, caller)), method: method.id };
		return { state: undefined, result: await deps.sentCodes.judge(place, answer) };
	};

	/** Puts a wrong answer on record, unless whoever gave it has. */
	const wrong = async (
		{ challenge, method, caller }: { challenge: Challenge; method: FactorMethod; caller: Caller },
		{ reason, isOnRecord }: Pick<Failure, 'reason' | 'isOnRecord'>
	) => {
		if (isOnRecord) return;
		await deps.record(deps.audit, caller, {
			...failureOf(challenge),
			account: challenge.account,
			details: { method: method.id, reason }
		});
	};

	/** Whether there is nothing yet to judge: then nothing is spent. */
	const isEarly = async (ref: ChallengeRef, { id, verification }: FactorMethod) =>
		verification.reachesOut === true && (await begun.progress(ref, id)) === 'waiting';

	/** Who signs in anew has left what was asked before; a session may have several step-ups open. */
	const leaveEarlier = async ({ account, holder, purpose, methods }: NewChallenge) => {
		const asks = deps.methods.some(
			({ id, isSent, verification }) => methods.includes(id) && verification.reachesOut && !isSent
		);
		if (asks && purpose === 'sign-in') await deps.errands.dropAsked({ account, holder, purpose });
	};

	return {
		get,

		async issue(to) {
			const { holder, ...data } = to;
			const challenge = {
				id: newId('chl', deps.random),
				holder,
				attemptsLeft: ATTEMPTS,
				expiresAt: new Date(clock.now().getTime() + TIME_TO_LIVE_MS)
			};
			await pending.save({ ...challenge, data });
			await leaveEarlier(to);
			return { ...to, ...challenge };
		},

		prompt,

		async look(ref, methodId, caller) {
			const challenge = await get(ref);
			const { reachesOut, isLasting } = offered(challenge, methodId).verification;
			const shown = reachesOut || isLasting ? await begun.shown(ref, methodId) : undefined;
			return reachesOut ? shown : (shown ?? prompt(ref, methodId, caller));
		},

		async progress(ref, methodId) {
			offered(await get(ref), methodId);
			return begun.progress(ref, methodId);
		},

		async answer(ref, given, caller) {
			const found = await get(ref);
			const method = offered(found, given.method);
			if (await isEarly(ref, method)) {
				const { attemptsLeft } = found;
				return { verified: false, attemptsLeft, reason: 'waiting', details: {} };
			}
			// Before an attempt is spent: whoever has to wait loses none.
			const guess = await reserve(found, method, caller);
			const challenge = await read(pending.spend(ref));
			const { state, result } = await beganOf(challenge, { answer: given.answer, method, caller });
			const factors = guess.verdict === 'go' ? await factorsOf(challenge, method) : [];
			const outcome = await verifying(guess, () =>
				method.verification.finish(factors, state, given.answer, result)
			);

			const kept = await deps.keep(outcome, caller);
			if (kept.passed && (await pending.take(ref))) {
				const { factor, details = {} } = kept;
				const proof = { ...kept.proof, factor: factor.id, method: method.id, at: clock.now() };
				await settle(guess, given.isLast?.(proof, challenge));
				return { verified: true, challenge, proof, details };
			}
			const failure: Failure = kept.passed ? { passed: false, reason: 'reused' } : kept;
			const { reason, details = {} } = failure;
			const told = guess.verdict === 'go' ? failure : { reason: 'out_of_guesses' };
			await wrong({ challenge, method, caller }, told);
			return { verified: false, attemptsLeft: challenge.attemptsLeft, reason, details };
		}
	};
}
