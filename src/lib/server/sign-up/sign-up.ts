/**
 * Sign-up: a new account with its first way in, a password or a passkey, and its first session.
 *
 * The account, its factor and its audit events are written together or not at all. Whether a username
 * is free is told, since the person has to pick another; whether an e-mail is known here is not.
 */
import * as v from 'valibot';

import {
	accountRefusals,
	type AccountStore,
	type Invitations,
	type InvitationStore,
	type NewAccount
} from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Proof } from '#lib/server/core/assurance.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals, Refusal } from '#lib/server/core/refusal.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { RecoveryCodeSets } from '#lib/server/enrolment/index.ts';
import type { Factor, FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import { requireAllowedPassword, type PasswordHasher } from '#lib/server/passwords/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import { hasSecondFactor } from '#lib/server/policy/index.ts';
import type { Sessions } from '#lib/server/sessions/index.ts';
import { createLastLook, type Attempt, type SignedIn } from '#lib/server/sign-in/index.ts';
import type { Throttle } from '#lib/server/throttling/index.ts';
import { createDrafts, Draft, type Applicant } from './draft.ts';

const CEREMONY_MS = 10 * 60_000;

const refuse = defineRefusals('sign_up', {
	ceremonyGone: 'expired',
	passkeyNotAccepted: 'invalid',
	/** A passkey that did not verify its holder is one factor, and cannot be the only way in. */
	verificationMissing: 'invalid'
});

/** Refusals that say something about who tries; what honest people mistype is not on record. */
const TELLING: ReadonlySet<string> = new Set([
	'accounts.invitation_invalid',
	'accounts.sign_up_closed',
	'sign_up.passkey_not_accepted',
	'sign_up.verification_missing'
]);

const SignUpCeremony = v.object({ draft: Draft, state: v.optional(v.unknown()) });

export interface SignedUp {
	readonly issued: SignedIn;
	/** Shown once, where the account began with a second factor. */
	readonly recoveryCodes?: readonly string[];
}

export interface SignUp {
	/**
	 * Counts against the address, so that nobody asks for names or makes accounts without end.
	 * Refuses `throttling.wait`, `accounts.username_taken`, `accounts.username_not_allowed`, `accounts.email_not_allowed`,
	 * `accounts.sign_up_closed`, `accounts.invitation_invalid`, `passwords.not_allowed`, and
	 * `accounts.disabled` when that is what became of the new account meanwhile.
	 */
	withPassword(who: Applicant & { password: string }, attempt: Attempt): Promise<SignedUp>;
	/** Writes nothing but the ceremony. */
	beginPasskey(who: Applicant, attempt: Attempt): Promise<{ ceremony: string; options: object }>;
	finishPasskey(
		given: { ceremony: string; response: unknown },
		attempt: Attempt
	): Promise<SignedUp>;
}

export interface SignUpDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	readonly invitations: Invitations;
	readonly pending: PendingStore;
	readonly sessions: Sessions;
	readonly knownBrowsers: KnownBrowsers;
	readonly throttle: Throttle;
	readonly hasher: PasswordHasher;
	readonly methods: readonly FactorMethod[];
	readonly recoveryCodeSets: RecoveryCodeSets;
	readonly audit: AuditLog;
	readonly record: Record;
	/** Names that no password may be, such as the service's own. */
	readonly contextWords: readonly string[];
	readonly transact: Transact<{
		accounts: AccountStore;
		invitations: InvitationStore;
		factors: FactorStore;
		audit: AuditLog;
	}>;
}

export function createSignUp(deps: SignUpDeps): SignUp {
	const { clock, random, methods, transact, record, throttle } = deps;
	const drafts = createDrafts(deps);
	const isEarned = createLastLook(deps);
	const enrolment = methods.find(({ id }) => id === 'passkeys')?.enrolment;
	if (!enrolment) throw new Error('Sign-up needs passkeys that can be enrolled.');

	const subjectOf = ({ id, username, displayName, userHandle }: NewAccount) => ({
		account: id,
		username,
		displayName: displayName ?? username,
		userHandle,
		factors: []
	});

	const newFactor = (
		account: NewAccount,
		what: Pick<Factor, 'method' | 'label' | 'handle' | 'state'>
	): Factor => ({
		id: newId('fct', random),
		account: account.id,
		version: 0,
		createdAt: clock.now(),
		...what
	});

	const create = async (
		{ account, invitation }: Draft,
		factor: Factor,
		{ caller }: Attempt
	): Promise<readonly string[] | undefined> =>
		transact(async ({ accounts, invitations, factors, audit }) => {
			if (!(await accounts.add(account))) throw accountRefusals.usernameTaken();
			if (invitation && !(await invitations.consume(invitation, account.id, clock.now())))
				throw accountRefusals.invitationInvalid();
			if (!(await factors.add(factor))) throw refuse.passkeyNotAccepted();
			const details = { method: factor.method, invited: invitation !== undefined };
			await record(audit, caller, { code: 'account.created', account: account.id, details });
			if (invitation) await record(audit, caller, { code: 'invitation.used', account: account.id });
			if (!hasSecondFactor([factor], methods)) return undefined;
			const owner = { session: { account: account.id }, caller };
			return (await deps.recoveryCodeSets.issue(owner, { factors, audit })).codes;
		});

	const signIn = async (
		proof: Omit<Proof, 'at'>,
		{ account: { id: account } }: Draft,
		{ caller, knownBrowser: token }: Attempt
	): Promise<SignedIn> => {
		const proofs = [{ ...proof, at: clock.now() }];
		const issued = await deps.sessions.issue({ account, proofs, lifetime: 'brief', caller });
		const browser = await deps.knownBrowsers.remember({ token, account, caller });
		if (!(await isEarned(account, { proofs, isRecovery: false, generation: 0 }))) {
			await deps.sessions.endAny(issued.session);
			await deps.knownBrowsers.forget(account, browser.id);
			throw accountRefusals.disabled();
		}
		return { ...issued, knownBrowser: browser.token };
	};

	const recorded = async <Result>({ caller }: Attempt, work: Promise<Result>): Promise<Result> => {
		try {
			return await work;
		} catch (error) {
			if (error instanceof Refusal && TELLING.has(error.code)) {
				const { reason } = error.details;
				const details = { reason: typeof reason === 'string' ? reason : error.code };
				await record(deps.audit, caller, { code: 'sign_up.refused', details });
			}
			throw error;
		}
	};

	const signUp: SignUp = {
		async withPassword({ password, ...who }, attempt) {
			await throttle.admit('unguessable', attempt);
			const draft = await drafts.make(who);
			const { username, email, displayName = '' } = draft.account;
			const { worksAlone } = requireAllowedPassword(password, {
				isAlone: true,
				ownNames: [username, email, displayName, ...deps.contextWords]
			});
			const state = { hash: await deps.hasher.hash(password), worksAlone };
			const factor = newFactor(draft.account, { method: 'passwords', label: '', state });
			await create(draft, factor, attempt);
			const proof = {
				factor: factor.id,
				method: factor.method,
				authenticator: 'password'
			} as const;
			return { issued: await signIn(proof, draft, attempt) };
		},

		async beginPasskey(who, { holder, caller }) {
			await throttle.admit('unguessable', { caller });
			const draft = await drafts.make(who);
			const { prompt, state } = await enrolment.begin(subjectOf(draft.account), {
				mustStandAlone: true
			});
			if (prompt.kind !== 'webauthn') throw new Error('Passkeys are enrolled by WebAuthn.');
			const id = newId('cer', random);
			const expiresAt = new Date(clock.now().getTime() + CEREMONY_MS);
			await deps.pending.save({
				id,
				holder,
				attemptsLeft: 1,
				expiresAt,
				data: { draft, state }
			});
			return { ceremony: id, options: prompt.options };
		},

		async finishPasskey({ ceremony, response }, attempt) {
			const taken = await deps.pending.take({ id: ceremony, holder: attempt.holder });
			const begun = v.safeParse(SignUpCeremony, taken?.data);
			if (!begun.success) throw refuse.ceremonyGone();
			const { draft, state } = begun.output;
			const outcome = await enrolment.finish(subjectOf(draft.account), state, response);
			if (!outcome.passed) throw refuse.passkeyNotAccepted({ details: { reason: outcome.reason } });
			if (outcome.proof?.authenticator !== 'multi-factor-cryptographic')
				throw refuse.verificationMissing();
			const { label, handle } = outcome;
			const factor = newFactor(draft.account, {
				method: 'passkeys',
				label,
				handle,
				state: outcome.state
			});
			const recoveryCodes = await create(draft, factor, attempt);
			const proof = { ...outcome.proof, factor: factor.id, method: factor.method };
			return {
				issued: await signIn(proof, draft, attempt),
				...(recoveryCodes && { recoveryCodes })
			};
		}
	};

	return {
		withPassword: (who, attempt) => recorded(attempt, signUp.withPassword(who, attempt)),
		beginPasskey: (who, attempt) => recorded(attempt, signUp.beginPasskey(who, attempt)),
		finishPasskey: (given, attempt) => recorded(attempt, signUp.finishPasskey(given, attempt))
	};
}
