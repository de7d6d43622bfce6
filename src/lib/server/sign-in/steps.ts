import { normalIdentifier, type Account, type AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Challenges, Keep } from '#lib/server/challenges/index.ts';
import { isKnowledgeProven, type Proof } from '#lib/server/core/assurance.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId, RememberedBrowserId, SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { PasswordChanges } from '#lib/server/enrolment/index.ts';
import {
	factorsFor,
	type Factor,
	type FactorMethod,
	type FactorStore,
	type Failure,
	type Verified
} from '#lib/server/factors/index.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import { isCommonPassword } from '#lib/server/passwords/index.ts';
import { bestFirst, isEnough, newPasswordReason } from '#lib/server/policy/index.ts';
import type { RememberedBrowsers } from '#lib/server/remembered-browsers/index.ts';
import type { Sessions } from '#lib/server/sessions/index.ts';
import type { Suspicion } from '#lib/server/suspicion/index.ts';
import type { Pool, Reservation, Throttle } from '#lib/server/throttling/index.ts';
import { createLastLook } from './last-look.ts';
import { createNewPasswords } from './new-passwords.ts';
import { createRemembering } from './remembering.ts';
import { detailsOf } from './details.ts';
import {
	signInRefusals as refuse,
	type Attempt,
	type Context,
	type SignedIn,
	type SignInResult
} from './attempt.ts';

export interface SignInDeps {
	readonly passwordChanges: PasswordChanges;
	readonly suspicion: Suspicion;
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	readonly audit: AuditLog;
	readonly record: Record;
	readonly transact: Transact<{ factors: FactorStore; audit: AuditLog }>;
	readonly methods: readonly FactorMethod[];
	readonly challenges: Challenges;
	readonly keep: Keep;
	readonly pending: PendingStore;
	readonly sessions: Sessions;
	readonly throttle: Throttle;
	readonly knownBrowsers: KnownBrowsers;
	readonly rememberedBrowsers: RememberedBrowsers;
	/** Whoever signs in needs no other way back, and nobody else may go on with one. */
	readonly stopRecovery: (
		account: AccountId,
		by: { caller: Caller; session: SessionId; reason: 'signed_in' }
	) => Promise<unknown>;
}

/** What a first proof has counted, if it could be guessed. */
type Counted = Pick<Reservation, 'release' | 'succeed' | 'undo'>;

/** What opens a session, and what stood for the rest of it. */
type Proven = Context & {
	readonly isRecovery?: boolean;
	readonly remembered?: RememberedBrowserId | undefined;
	/** What was used, where nothing has noted that yet. */
	readonly used?: Factor | undefined;
};

interface Known {
	readonly account: Account | undefined;
	readonly factors: readonly Factor[];
}

/** The steps that the ways of signing in share. */
export interface Steps {
	method(id: string): FactorMethod;
	/** Who goes by a typed name, if it is an active account. */
	lookUp(identifier: string): Promise<Known>;
	/** Judges what is typed beside a name, at the same cost whatever the name stands for. */
	check(
		method: FactorMethod,
		given: { factors: readonly Factor[]; answer: string }
	): Promise<Verified | Failure>;
	proofOf(outcome: Verified): Proof;
	/** Enough proven: a session. Otherwise a challenge by what the account has and has not yet proven. */
	settle(
		who: { account: Account; factors: readonly Factor[] },
		context: Context,
		by: { attempt: Attempt; guess: Counted; used?: Factor | undefined }
	): Promise<SignInResult>;
	/**
	 * Refuses `sign_in.not_accepted` when what was proven no longer holds, or is not enough, and
	 * `sign_in.new_password_required` when the password has to be replaced first.
	 */
	signIn(
		account: Pick<Account, 'id' | 'generation'>,
		context: Proven,
		attempt: Attempt
	): Promise<SignedIn>;
	/** Who vouches for a browser that signed in to the account before; asks for unknown names, too. */
	poolOf(attempt: Attempt, account: AccountId | undefined): Promise<Pool | undefined>;
	/** Why a password that was just proven must be replaced before it opens a session, if it must. */
	newPasswordOf(account: Account, password: string): Context['newPassword'];
	readonly newPasswords: ReturnType<typeof createNewPasswords>;
	/** The reason is never told to whoever tries. */
	fail(
		attempt: Attempt,
		about: { account?: AccountId | undefined; method: string; reason: string }
	): Promise<void>;
}

/** Stands for the account that an unknown name does not have, so that both cost the same look-ups. */
const NOBODY = 'acc_nobody' as AccountId;

export function createSteps(deps: SignInDeps): Steps {
	const { clock, audit, record, methods } = deps;

	const method: Steps['method'] = (id) => {
		const found = methods.find((candidate) => candidate.id === id);
		if (!found) throw new Error(`No method is named ${id}.`);
		return found;
	};

	const fail: Steps['fail'] = (attempt, { account, ...details }) =>
		record(audit, attempt.caller, { code: 'sign_in.failed', account, details });

	const isEarned = createLastLook(deps);
	const remembering = createRemembering(deps);

	const endWhatIsNotNeeded = async (
		{ account, session }: { account: AccountId; session: SessionId },
		{ isRecovery, remembered }: Pick<Proven, 'isRecovery' | 'remembered'>,
		{ holder, caller }: Attempt
	): Promise<void> => {
		if (isRecovery) await deps.rememberedBrowsers.revokeAll(account);
		// Who was spared the second factor has not shown that they still have it, and may be who stopped before it.
		if (remembered) return;
		await deps.stopRecovery(account, { caller, session, reason: 'signed_in' });
		deps.suspicion.finished({ account, holder });
	};

	/** One that is known has guesses of its own: a copied cookie and the password must buy none. */
	const know = async (
		account: AccountId,
		{ remembered }: Pick<Proven, 'remembered'>,
		{ knownBrowser: token, caller, signsInTo }: Attempt
	) => {
		if (signsInTo !== undefined) return undefined;
		return deps.knownBrowsers[remembered ? 'renew' : 'remember']({ token, account, caller });
	};

	const takeBack = async (account: AccountId, browser: Awaited<ReturnType<typeof know>>) => {
		if (browser?.isNew) await deps.knownBrowsers.forget(account, browser.id);
	};

	const signIn: Steps['signIn'] = async (
		{ id: account, generation },
		{ isRecovery = false, remembered, used, ...context },
		attempt
	) => {
		await newPasswords.require({ id: account, generation }, { isRecovery, ...context }, attempt);
		const { caller } = attempt;
		const { proofs } = context;
		const [issued, browser] = await Promise.all([
			deps.sessions.issue({ account, ...context, isRecovery, caller }),
			know(account, { remembered }, attempt)
		]);
		const isRemembered = await remembering.isLive(account, remembered);
		if (!(await isEarned(account, { proofs, isRecovery, isRemembered, generation }))) {
			await deps.sessions.endAny(issued.session);
			await takeBack(account, browser);
			const by = proofs.at(-1)?.method ?? '';
			await fail(attempt, { account, method: by, reason: 'no_longer_valid' });
			throw refuse.notAccepted();
		}
		const { ended, ...signedIn } = issued;
		const { id: session } = issued.session;
		await endWhatIsNotNeeded({ account, session }, { isRecovery, remembered }, attempt);
		await deps.transact(async (stores) => {
			if (used) await stores.factors.noteUse(used, clock.now());
			await record(stores.audit, caller, {
				code: isRecovery ? 'recovery.succeeded' : 'sign_in.succeeded',
				account,
				session,
				details: detailsOf(browser, { proofs, remembered, signsInTo: attempt.signsInTo })
			});
		});
		if (ended.length > 0)
			await record(audit, caller, {
				code: 'sessions.others_ended',
				account,
				session,
				details: { count: ended.length, reason: 'too_many' }
			});
		const earned = { account, generation, proofs, session };
		const rememberedBrowser = await remembering.wanted(context, earned, attempt);
		return { ...signedIn, knownBrowser: browser?.token, rememberedBrowser };
	};

	const newPasswords = createNewPasswords(deps, (...given) => signIn(...given));

	/** A second step leads on beside the password only. */
	const offeredBeside = (proofs: readonly Proof[], left: readonly Factor[]): string[] => {
		const offered = methods
			.filter(({ isOff, isSecondStep }) => !isOff && (!isSecondStep || isKnowledgeProven(proofs)))
			.filter((method) => factorsFor(method, left).length > 0)
			.map(({ id }) => id);
		return bestFirst(offered, { factors: left, methods });
	};

	/** By a browser that is remembered, for what was proven there beside the password. */
	const skip = async (
		{ account, attempt, guess }: { account: Account; attempt: Attempt; guess: Counted },
		context: Context
	): Promise<SignInResult | undefined> => {
		const kept = await remembering.standIn(account, context, attempt);
		if (!kept) return undefined;
		// Earlier failures stay: only a whole sign-in ends them, or a stolen cookie would buy guesses at codes.
		await guess.undo();
		const issued = await signIn(account, { ...context, remembered: kept.id }, attempt);
		return { status: 'signed-in', issued: { ...issued, rememberedBrowser: kept.token } };
	};

	const poolOf: Steps['poolOf'] = async ({ knownBrowser }, account) => {
		const id = await deps.knownBrowsers.find(knownBrowser, account);
		return id && `browser/${id}`;
	};

	return {
		method,
		signIn,
		newPasswords,
		newPasswordOf: ({ passwordDemand: demand }, password) =>
			newPasswordReason({ demand, isCommon: isCommonPassword(password) }),
		fail,
		proofOf: ({ factor, proof }) => ({
			...proof,
			factor: factor.id,
			method: factor.method,
			at: clock.now()
		}),

		async lookUp(identifier) {
			const account = await deps.accounts.findByIdentifier(normalIdentifier(identifier));
			const factors = await deps.factors.list(account?.id ?? NOBODY);
			return { account: account?.status === 'active' ? account : undefined, factors };
		},

		check(by, { factors, answer }) {
			const own = factorsFor(by, factors);
			if (own.length === 0) deps.factors.openDecoy();
			return by.verification.finish(own, undefined, answer);
		},

		poolOf,

		async settle({ account, factors }, context, { attempt, guess, used }) {
			if (isEnough(context.proofs, { factors, methods })) {
				await guess.succeed();
				const issued = await signIn(account, { ...context, used }, attempt);
				return { status: 'signed-in', issued };
			}
			const skipped = await skip({ account, attempt, guess }, context);
			if (skipped) return skipped;
			await guess.release();
			const proven = new Set(context.proofs.map(({ factor }) => factor));
			const left = factors.filter((each) => !proven.has(each.id) && each.method !== 'passwords');
			const pool = await poolOf(attempt, account.id);
			const challenge = await deps.challenges.issue({
				account: account.id,
				generation: account.generation,
				holder: attempt.holder,
				purpose: 'sign-in',
				application: attempt.application,
				goesOnTo: attempt.goesOnTo,
				methods: offeredBeside(context.proofs, left),
				mustStandAlone: false,
				isKnowledgeProven: isKnowledgeProven(context.proofs),
				pool,
				context
			});
			// Who stops half-way in a browser of their own has only changed their mind.
			const { holder, caller } = attempt;
			if (!pool && isKnowledgeProven(context.proofs))
				deps.suspicion.begun({ account: account.id, holder, caller });
			return { status: 'challenge', challenge };
		}
	};
}
