/** The end of a recovery: a new password or passkey in place of all that is lost, and only then a session. */
import * as v from 'valibot';

import type { Account, AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Proof } from '#lib/server/core/assurance.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { RecoveryCodeSets } from '#lib/server/enrolment/index.ts';
import type { Factor, FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import { requireAllowedPassword, type PasswordHasher } from '#lib/server/passwords/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import { hasSecondFactor } from '#lib/server/policy/index.ts';
import type { RememberedBrowserStore } from '#lib/server/remembered-browsers/index.ts';
import type { Sessions } from '#lib/server/sessions/index.ts';
import { createLastLook, type Attempt, type SignedIn } from '#lib/server/sign-in/index.ts';
import type { Throttle } from '#lib/server/throttling/index.ts';
import { isReachedAt, type Codes, type Mailbox } from './codes.ts';
import type { RecoveryStore } from './ports.ts';
import { recoveryRefusals as refuse, type Recovery } from './recovery.ts';

const CEREMONY_MS = 10 * 60_000;

const Ceremony = v.object({
	purpose: v.literal('recovery-passkey'),
	proven: v.string(),
	state: v.optional(v.unknown())
});

interface Stores {
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	readonly recoveries: RecoveryStore;
	readonly remembered: RememberedBrowserStore;
	readonly audit: AuditLog;
}

export interface SetUpDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	readonly methods: readonly FactorMethod[];
	readonly pending: PendingStore;
	readonly sessions: Sessions;
	readonly knownBrowsers: KnownBrowsers;
	readonly throttle: Throttle;
	readonly hasher: PasswordHasher;
	readonly recoveryCodeSets: RecoveryCodeSets;
	/** Names that no password may be, such as the service's own. */
	readonly contextWords: readonly string[];
	readonly record: Record;
	readonly transact: Transact<Stores>;
}

interface Deps extends SetUpDeps {
	readonly codes: Codes;
	/** The recovery that this browser may finish now. Refuses `recovery.gone`, `recovery.not_ready` and `recovery.not_offered`. */
	requireReady(account: Account, by: Attempt): Promise<Recovery>;
}

/**
 * By what somebody got so far: they waited, and all that is old goes; or they proved another factor, and only the
 * password is replaced.
 */
interface Way {
	readonly account: Account;
	/** Absent where another factor was proven. */
	readonly recovery?: Recovery | undefined;
	readonly proofs: readonly Proof[];
}

/** What is made in place of the old. */
interface Made {
	readonly factor: Factor;
	readonly proof: Omit<Proof, 'at' | 'factor' | 'method'>;
}

export interface Recovered {
	readonly issued: SignedIn;
	/** Shown once, where a passkey was made. */
	readonly recoveryCodes?: readonly string[] | undefined;
}

export function createSetUp(deps: Deps) {
	const { clock, random, methods, record, transact, sessions, codes } = deps;
	const isEarned = createLastLook(deps);
	const enrolment = methods.find(({ id }) => id === 'passkeys')?.enrolment;
	if (!enrolment) throw new Error('Recovery needs passkeys that can be enrolled.');

	const newFactor = (
		account: Account,
		what: Pick<Factor, 'method' | 'label' | 'handle' | 'state'>
	): Factor => ({
		id: newId('fct', random),
		account: account.id,
		version: 0,
		createdAt: clock.now(),
		...what
	});

	/** Where all is lost, no old factor is asked for again, and none is left for whoever has found it. */
	const removeOld = async (
		{ factors, audit }: Stores,
		{ way, by, next }: { way: Way; by: Attempt; next: Factor }
	): Promise<void> => {
		const { id } = way.account;
		for (const { id: old, method, label } of await factors.list(id)) {
			const isReplaced = method === 'passwords' && next.method === 'passwords';
			if (!way.recovery && !isReplaced) continue;
			await factors.remove(id, old);
			if (method === 'recovery-codes' || isReplaced) continue;
			const isPassword = method === 'passwords';
			await record(audit, by.caller, {
				code: isPassword ? 'password.removed' : 'factor.removed',
				account: id,
				...(!isPassword && { details: { method, factor: label } })
			});
		}
	};

	const recordNew = (audit: AuditLog, by: Attempt, { account, method, label }: Factor) =>
		method === 'passwords'
			? record(audit, by.caller, { code: 'password.set', account })
			: record(audit, by.caller, {
					code: 'factor.enrolled',
					account,
					details: { method, factor: label }
				});

	/** Whichever way it is, there is none that waits any more. Refuses `recovery.gone` where another was first. */
	const end = async ({ recoveries, audit }: Stores, way: Way, by: Attempt): Promise<void> => {
		const { account, recovery } = way;
		if (recovery) {
			if (!(await recoveries.remove(recovery.id))) throw refuse.gone();
			return;
		}
		if (!(await recoveries.removeOf(account.id))) return;
		const details = { reason: 'signed_in' };
		const happening = { code: 'recovery.cancelled', account: account.id, details } as const;
		await record(audit, by.caller, happening);
	};

	/** All of it or nothing; of many who finish at once, and those who stop it meanwhile, one is first. */
	const replace = (way: Way, { factor }: Made, by: Attempt) =>
		transact(async (stores) => {
			const { accounts, factors, audit } = stores;
			const account = await accounts.lock(way.account.id);
			const { email, generation } = way.account;
			if (!isReachedAt(account, email) || account.generation !== generation) throw refuse.gone();
			const before = await factors.list(account.id);
			// What was proven may have been removed since.
			if (!way.proofs.every((proof) => before.some(({ id }) => id === proof.factor)))
				throw refuse.gone();
			await end(stores, way, by);
			await removeOld(stores, { way, by, next: factor });
			await stores.remembered.revokeAll(account.id);
			if (!(await factors.add(factor))) throw refuse.passkeyNotAccepted();
			await accounts.demandPassword(account.id, undefined);
			await recordNew(audit, by, factor);
			const details = { way: way.recovery ? 'waited' : 'factor', methods: factor.method };
			const happening = { code: 'recovery.succeeded', account: account.id, details } as const;
			await record(audit, by.caller, happening);
			const isFirst = way.recovery !== undefined || !hasSecondFactor(before, methods);
			if (!isFirst || !hasSecondFactor([factor], methods)) return { account };
			const owner = { session: { account: account.id }, caller: by.caller };
			const set = await deps.recoveryCodeSets.issue(owner, { factors, audit });
			return { account, recoveryCodes: set.codes };
		});

	const signIn = async (
		{ id: account, generation }: Account,
		{ before, made: { factor, proof } }: { before: readonly Proof[]; made: Made },
		{ caller, knownBrowser: token }: Attempt
	): Promise<SignedIn> => {
		const fresh = { ...proof, factor: factor.id, method: factor.method, at: clock.now() };
		const proofs = [...before, fresh];
		const earned = { proofs, isRecovery: true, generation };
		const session = { account, proofs, lifetime: 'brief', isRecovery: true, caller } as const;
		const issued = await sessions.issue(session);
		const browser = await deps.knownBrowsers.remember({ token, account, caller });
		if (!(await isEarned(account, earned))) {
			await sessions.endAny(issued.session);
			await deps.knownBrowsers.forget(account, browser.id);
			throw refuse.gone();
		}
		return { ...issued, knownBrowser: browser.token };
	};

	/** Sessions end on both sides of the commit, as where a password is changed. ASVS 5.0 7.4.3. */
	const finish = async (
		way: Way,
		made: Made,
		{ mailbox, by }: { mailbox: string; by: Attempt }
	): Promise<Recovered> => {
		const { id } = way.account;
		await sessions.endAll(id);
		// Where nothing waits that could be removed once, the mailbox is what is used once.
		if (!way.recovery && !(await codes.take(mailbox, by))) throw refuse.gone();
		const { account, recoveryCodes } = await replace(way, made, by);
		await sessions.endAll(id);
		if (way.recovery) {
			await deps.knownBrowsers.revokeAll(id);
			await codes.take(mailbox, by);
		}
		await deps.throttle.signedIn({ account: id });
		const issued = await signIn(account, { before: way.proofs, made }, by);
		return { issued, recoveryCodes };
	};

	/** Refuses `recovery.gone`, `recovery.not_ready` and `recovery.not_offered`. */
	const wayOf = async ({ account, proofs }: Mailbox, by: Attempt): Promise<Way> =>
		proofs.length > 0
			? { account, proofs }
			: { account, proofs, recovery: await deps.requireReady(account, by) };

	/** Old factors may be about to go: none keeps a new one from being made. */
	const subjectOf = ({ id, username, displayName, userHandle }: Account) => ({
		account: id,
		username,
		displayName: displayName ?? username,
		userHandle,
		factors: []
	});

	return {
		/** Refuses `recovery.gone`, `recovery.not_ready` and `passwords.not_allowed` with the reason. */
		async withPassword(
			{ id, password }: { id: string; password: string },
			by: Attempt
		): Promise<Recovered> {
			const way = await wayOf(await codes.proven(id, by, 'spend'), by);
			const { account } = way;
			const { username, email, displayName = '' } = account;
			const { worksAlone } = requireAllowedPassword(password, {
				isAlone: way.recovery !== undefined,
				ownNames: [username, email, displayName, ...deps.contextWords]
			});
			const state = { hash: await deps.hasher.hash(password), worksAlone };
			const factor = newFactor(account, { method: 'passwords', label: '', state });
			const proof = { authenticator: 'password' } as const;
			return finish(way, { factor, proof }, { mailbox: id, by });
		},

		/** Refuses `recovery.gone`, `recovery.not_ready` and `recovery.not_offered`. */
		async beginPasskey(
			proven: string,
			by: Attempt
		): Promise<{ ceremony: string; options: object }> {
			const { account } = await wayOf(await codes.proven(proven, by, 'spend'), by);
			const begun = await enrolment.begin(subjectOf(account), { mustStandAlone: true });
			if (begun.prompt.kind !== 'webauthn') throw new Error('Passkeys are enrolled by WebAuthn.');
			const id = newId('cer', random);
			const expiresAt = new Date(clock.now().getTime() + CEREMONY_MS);
			const data = { purpose: 'recovery-passkey', proven, state: begun.state };
			await deps.pending.save({ id, holder: by.holder, attemptsLeft: 1, expiresAt, data });
			return { ceremony: id, options: begun.prompt.options };
		},

		/**
		 * Refuses `recovery.gone`, `recovery.not_ready`, `recovery.passkey_not_accepted` and
		 * `recovery.verification_missing`.
		 */
		async withPasskey(
			{ ceremony, response }: { ceremony: string; response: unknown },
			by: Attempt
		): Promise<Recovered> {
			const taken = await deps.pending.take({ id: ceremony, holder: by.holder });
			const begun = v.safeParse(Ceremony, taken?.data);
			if (!begun.success) throw refuse.gone();
			const { proven, state } = begun.output;
			const way = await wayOf(await codes.proven(proven, by), by);
			const { account } = way;
			const outcome = await enrolment.finish(subjectOf(account), state, response);
			if (!outcome.passed) throw refuse.passkeyNotAccepted({ details: { reason: outcome.reason } });
			if (outcome.proof?.authenticator !== 'multi-factor-cryptographic')
				throw refuse.verificationMissing();
			const { label, handle, proof } = outcome;
			const what = { method: 'passkeys', label, handle, state: outcome.state };
			const factor = newFactor(account, what);
			return finish(way, { factor, proof }, { mailbox: proven, by });
		}
	};
}
