/**
 * Sign-in: from a first proof to a session.
 *
 * This module takes the first proof, asks policy whether it is enough, and issues either the session or
 * a challenge for the next proof. A half-way browser holds nothing but its attempt.
 */
import * as v from 'valibot';

import { normalIdentifier, type Account } from '#lib/server/accounts/index.ts';
import type { Answer, Answered, Challenge, ChallengeRef } from '#lib/server/challenges/index.ts';
import { newId } from '#lib/server/core/ids.ts';
import type { Factor, Failure, Verified } from '#lib/server/factors/index.ts';
import type { Lifetime } from '#lib/server/sessions/index.ts';
import { isGuessable, verifying, type Reservation } from '#lib/server/throttling/index.ts';
import {
	Context,
	signInRefusals as refuse,
	type Attempt,
	type SignedIn,
	type SignInResult
} from './attempt.ts';
import { createByApproval, type ApprovedAlone, type ByApproval } from './by-approval.ts';
import type { DemandedPassword } from './new-passwords.ts';
import { createRecovery } from './recovery.ts';
import { createSteps, type SignInDeps } from './steps.ts';

const CEREMONY_MS = 5 * 60_000;

/** A browser has other things pending under ids of its own: only this is a ceremony of signing in. */
const Ceremony = v.object({ purpose: v.literal('sign-in'), state: v.unknown() });

export interface SignIn {
	/** Refuses `sign_in.not_accepted`, alike in answer and cost whether the name is known or not. */
	withPassword(
		given: { identifier: string; password: string; lifetime: Lifetime },
		attempt: Attempt
	): Promise<SignInResult>;
	/** Options for any passkey of any account: they say nothing about who exists. */
	beginPasskey(attempt: Attempt): Promise<{ ceremony: string; options: object }>;
	/** Refuses `sign_in.ceremony_gone` and `sign_in.not_accepted`. */
	finishPasskey(
		given: { ceremony: string; response: unknown; lifetime: Lifetime },
		attempt: Attempt
	): Promise<SignInResult>;
	/** Answers a sign-in challenge; a right answer issues the session, and has the browser remembered if that is wanted. */
	answer(
		ref: ChallengeRef,
		given: Answer & { remember?: boolean | undefined },
		attempt: Attempt
	): Promise<Answered<{ issued: SignedIn }>>;
	/**
	 * Signs in with a recovery code in place of a lost factor. An account with a password needs that
	 * too. Refuses `sign_in.not_accepted` for whatever does not fit.
	 */
	recover(
		given: { identifier: string; password: string; code: string },
		attempt: Attempt
	): Promise<SignedIn>;
	/**
	 * Signs in by what a phone has approved without any proof before it. Refuses `sign_in.not_accepted` when what
	 * was proven holds no longer.
	 */
	withPhone(given: ApprovedAlone, attempt: Attempt): Promise<ByApproval>;
	/** What `sign_in.new_password_required` has demanded of this browser. Refuses `sign_in.ceremony_gone`. */
	findNewPassword(id: string, attempt: Attempt): Promise<DemandedPassword>;
	/** Replaces the password and signs in. Refuses `passwords.not_allowed` with the reason. */
	chooseNewPassword(given: { id: string; password: string }, attempt: Attempt): Promise<SignedIn>;
}

/**
 * Somebody who has the password and overhears codes must not learn that one was right and only came too
 * late. The audit log has the precise reason.
 */
const toldReason = ({ reason }: { reason: string }, { method }: Answer): string =>
	reason === 'reused' && isGuessable(method) ? 'wrong_code' : reason;

/** The precise reason, which is for the audit log alone. */
function reasonOf(
	outcome: Verified | Failure,
	{ account, guess }: { account: Account | undefined; guess: Reservation }
): string {
	if (!account) return 'no_account';
	if (guess.verdict === 'pretend') return 'out_of_guesses';
	return outcome.passed ? 'no_account' : outcome.reason;
}

export function createSignIn(deps: SignInDeps): SignIn {
	const steps = createSteps(deps);
	const passkeys = steps.method('passkeys');
	const passwords = steps.method('passwords');
	const { discovery } = passkeys;
	if (!discovery) throw new Error('Passkeys must be discoverable.');

	/** Nobody can guess a passkey, but everybody can ask for ceremonies, and fail them. */
	const admit = (work: 'ceremony' | 'passkey', { caller, knownBrowser }: Attempt) =>
		deps.throttle.admit(work, { caller, browser: deps.knownBrowsers.vouchedFor(knownBrowser) });

	/** What the ceremony left for its end, this once. */
	const takeCeremony = async (id: string, { holder }: Attempt): Promise<unknown> => {
		const taken = await deps.pending.take({ id, holder });
		const begun = v.safeParse(Ceremony, taken?.data);
		if (!begun.success) throw refuse.ceremonyGone();
		return begun.output.state;
	};

	/** Whose passkey it is that answers, and whether the answer is right. */
	const judge = async (given: { state: unknown; response: unknown }, { caller }: Attempt) => {
		const { state, response } = given;
		const handle = discovery.handleOf(response);
		const factor = handle && (await deps.factors.findByHandle(passkeys.id, handle));
		const claimed = factor ? [factor] : [];
		const judged = await passkeys.verification.finish(claimed, state, response);
		// Each ceremony is answered once: what only says that it was used is written with the sign-in.
		const used = judged.passed && judged.isUnchanged ? judged.factor : undefined;
		const outcome = used ? judged : await deps.keep(judged, caller);
		const account = factor ? await deps.accounts.find(factor.account) : undefined;
		return { factor, account, outcome, used };
	};

	/** The same work for a guess that must not be verified, and no count where nothing was. */
	const verified = (
		guess: Reservation,
		factors: readonly Factor[],
		password: string
	): Promise<Verified | Failure> => {
		const held = guess.verdict === 'go' ? factors : [];
		return verifying(guess, () => steps.check(passwords, { factors: held, answer: password }));
	};

	/** Told only where the password was right, by a browser that the account does not know. */
	const giveUp = ({ account, pool, isKnowledgeProven }: Challenge, by: Attempt): void => {
		if (isKnowledgeProven && !pool) deps.suspicion.givenUp({ account, ...by });
	};

	return {
		async withPassword({ identifier, password, lifetime }, attempt) {
			const { account, factors } = await steps.lookUp(identifier);
			const guess = await deps.throttle.reserve({
				name: normalIdentifier(identifier),
				account: account?.id,
				caller: attempt.caller,
				pool: await steps.poolOf(attempt, account?.id),
				password
			});
			const outcome = await verified(guess, factors, password);
			if (!account || !outcome.passed) {
				const reason = reasonOf(outcome, { account, guess });
				await steps.fail(attempt, { account: account?.id, method: 'passwords', reason });
				throw refuse.notAccepted();
			}
			await deps.keep(outcome, attempt.caller);
			const newPassword = steps.newPasswordOf(account, password);
			const context = { proofs: [steps.proofOf(outcome)], lifetime, newPassword };
			return steps.settle({ account, factors }, context, { attempt, guess });
		},

		async beginPasskey(attempt) {
			await admit('ceremony', attempt);
			const { holder } = attempt;
			const { prompt, state } = await discovery.begin([]);
			if (prompt.kind !== 'webauthn') throw new Error('Passkeys are discovered by WebAuthn.');
			const id = newId('cer', deps.random);
			const expiresAt = new Date(deps.clock.now().getTime() + CEREMONY_MS);
			const data = { purpose: 'sign-in', state } satisfies v.InferInput<typeof Ceremony>;
			await deps.pending.save({ id, holder, attemptsLeft: 1, expiresAt, data });
			return { ceremony: id, options: prompt.options };
		},

		async finishPasskey({ ceremony, response, lifetime }, attempt) {
			const gate = await admit('passkey', attempt);
			const state = await takeCeremony(ceremony, attempt);
			const { factor, account, outcome, used } = await judge({ state, response }, attempt);
			if (!outcome.passed || account?.status !== 'active') {
				const reason = outcome.passed ? 'no_account' : outcome.reason;
				const failed = { account: account?.id, method: passkeys.id, reason };
				if (account || (await gate.mayRecord())) await steps.fail(attempt, failed);
				throw refuse.notAccepted({ details: factor ? {} : { unknownCredential: true } });
			}
			const [factors, pool] = await Promise.all([
				deps.factors.list(account.id),
				steps.poolOf(attempt, account.id)
			]);
			const guess = {
				release: gate.release,
				undo: gate.release,
				async succeed() {
					const signedIn = deps.throttle.signedIn({ account: account.id, pool });
					await Promise.all([gate.release(), signedIn]);
				}
			};
			const context = { proofs: [steps.proofOf(outcome)], lifetime };
			return steps.settle({ account, factors }, context, { attempt, guess, used });
		},

		async answer(ref, given, attempt) {
			const challenge = await deps.challenges.get(ref);
			const verdict = await deps.challenges.answer(ref, given, attempt.caller);
			if (!verdict.verified) {
				if (verdict.attemptsLeft === 0) giveUp(challenge, attempt);
				return { ...verdict, reason: toldReason(verdict, given) };
			}
			const { account: id, generation = 0, purpose, context } = verdict.challenge;
			if (purpose !== 'sign-in') throw refuse.notAccepted();
			const { proofs, ...first } = v.parse(Context, context);
			const { remember } = given;
			const all = { ...first, remember, proofs: [...proofs, verdict.proof] };
			return { ...verdict, issued: await steps.signIn({ id, generation }, all, attempt) };
		},

		recover: createRecovery({ ...deps, steps, verified }),

		withPhone: createByApproval({ ...deps, steps }),

		findNewPassword: (id, attempt) => steps.newPasswords.find(id, attempt),

		chooseNewPassword: (given, attempt) => steps.newPasswords.choose(given, attempt)
	};
}
