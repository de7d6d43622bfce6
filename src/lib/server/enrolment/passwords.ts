/** Setting, changing and removing the password of a signed-in account. */
import { accountRefusals, type Account } from '#lib/server/accounts/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import { newId, type AccountId, type FactorId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Factor } from '#lib/server/factors/index.ts';
import {
	minimumLength,
	passwordRefusals,
	requireAllowedPassword,
	type PasswordHasher
} from '#lib/server/passwords/index.ts';
import { hasSecondFactor } from '#lib/server/policy/index.ts';
import { sessionRefusals, type IssuedSession } from '#lib/server/sessions/index.ts';
import { verifying, type Pool, type Throttle } from '#lib/server/throttling/index.ts';
import { createChange } from './change.ts';
import type { EnrolmentDeps, EnrolmentStores, Enroller } from './deps.ts';
import { requireWayIn } from './removal.ts';

const refuse = defineRefusals('passwords', { currentWrong: 'invalid', notSet: 'not-found' });

export interface PasswordChanges {
	/** The fewest characters of a new password beside these factors. */
	minimumFor(factors: readonly { method: string }[]): number;
	/**
	 * Sets a first password, or changes it given the current one, and ends every other session. Who has given
	 * the current one goes on under a new secret, with the new one proven: proofs of a password die with it.
	 * Refuses `passwords.current_wrong`, `passwords.not_allowed` with the reason, and `sessions.required`
	 * when the session has ended meanwhile.
	 */
	change(
		by: Enroller,
		given: { current?: string | undefined; next: string }
	): Promise<IssuedSession | undefined>;
	/**
	 * Replaces the password that somebody has just proven who has no session yet, ends every session, and
	 * returns the id of the new one. Refuses `passwords.not_allowed`, also where it is the same again,
	 * and `passwords.current_wrong` when it was replaced meanwhile; of racing callers one succeeds.
	 */
	replace(
		by: { account: AccountId; generation: number; caller: Caller },
		given: { proven: FactorId; next: string }
	): Promise<FactorId>;
	/** Refuses `enrolment.last_way_in` unless a passkey that stands alone remains. */
	remove(by: Enroller): Promise<void>;
}

interface Deps extends EnrolmentDeps {
	readonly hasher: PasswordHasher;
	readonly throttle: Throttle;
	/** Names that no password may be, such as the service's own. */
	readonly contextWords: readonly string[];
}

const isPassword = ({ method }: Factor): boolean => method === 'passwords';

/**
 * Sessions end on both sides of the commit: before it, so that nothing is changed where they cannot be
 * ended, and after it for a sign-in with the old password that raced with it. ASVS 5.0 7.4.3.
 */
export function createPasswordChanges(deps: Deps): PasswordChanges {
	const { accounts, clock, random, hasher, methods, record, sessions } = deps;
	const change = createChange(deps);

	const requireCurrent = async (
		{ session, caller }: Enroller,
		{ old, current }: { old: Factor; current: string | undefined }
	): Promise<void> => {
		const { account } = session;
		const pool: Pool = `session/${session.id}`;
		const guess = await deps.throttle.reserve({ account, caller, pool });
		const method = methods.find(({ id }) => id === old.method);
		const held = guess.verdict === 'go' ? [old] : [];
		const outcome = await verifying(guess, async () =>
			method?.verification.finish(held, undefined, current ?? '')
		);
		if (!outcome?.passed) {
			const reason = guess.verdict === 'go' ? 'wrong_password' : 'out_of_guesses';
			await record(deps.audit, caller, {
				code: 'password.change_failed',
				account,
				session: session.id,
				details: { reason }
			});
			throw refuse.currentWrong();
		}
		await guess.release();
	};

	/** The account, if nothing has voided since what was proven for it. */
	const requireSame = (account: Account | undefined, generation: number): Account => {
		if (account?.status !== 'active') throw accountRefusals.disabled();
		if (account.generation !== generation) throw refuse.currentWrong();
		return account;
	};

	/** Whether it is allowed, and what is kept of it. */
	const hashed = async (account: Account, next: string, own: readonly Factor[]) => {
		const { worksAlone } = requireAllowedPassword(next, {
			isAlone: !hasSecondFactor(own, methods),
			ownNames: [account.username, account.email, account.displayName ?? '', ...deps.contextWords]
		});
		return { hash: await hasher.hash(next), worksAlone };
	};

	/** In a transaction that holds the account: `state` in the place of the password that has the id `old`. */
	const put = async (
		{ accounts: held, factors }: EnrolmentStores,
		{ id, old, state }: { id: AccountId; old: FactorId | undefined; state: unknown }
	): Promise<FactorId> => {
		const own = await factors.list(id);
		// Another change came first: what was verified is no longer the current password.
		if (own.find(isPassword)?.id !== old) throw refuse.currentWrong();
		// A new id, so that what the old one has proven half-way does not count for the new one.
		const fresh: Factor = {
			id: newId('fct', random),
			account: id,
			method: 'passwords',
			label: '',
			state,
			version: 0,
			createdAt: clock.now()
		};
		requireWayIn([...own.filter((each) => !isPassword(each)), fresh], methods);
		if (old) await factors.remove(id, old);
		await factors.add(fresh);
		await held.demandPassword(id, undefined);
		return fresh.id;
	};

	/** What is demanded in place of a password is another one. */
	const requireAnother = async (old: Factor, next: string): Promise<void> => {
		const method = methods.find(({ id }) => id === old.method);
		const outcome = await method?.verification.finish([old], undefined, next);
		if (outcome?.passed) throw passwordRefusals.notAllowed({ details: { reason: 'unchanged' } });
	};

	/** Who typed the current password, and the new one in its place, has proven it. */
	const prove = async ({ session, token }: Enroller, fresh: FactorId): Promise<IssuedSession> => {
		const own = await deps.factors.list(session.account);
		const proof = { factor: fresh, method: 'passwords', authenticator: 'password' } as const;
		// It raises nothing: a password alone must not make a second factor's proof young again.
		return sessions.reprove(token, {
			given: [{ ...proof, at: clock.now() }],
			held: own.map(({ id }) => id)
		});
	};

	const recordEnded = async ({ session, caller }: Enroller, count: number): Promise<void> => {
		if (count === 0) return;
		await record(deps.audit, caller, {
			code: 'sessions.others_ended',
			account: session.account,
			session: session.id,
			details: { count, reason: 'password_changed' }
		});
	};

	return {
		minimumFor: (factors) => minimumLength({ isAlone: !hasSecondFactor(factors, methods) }),

		async change(by, { current, next }) {
			const { account: id, id: session } = by.session;
			const [account, own] = await Promise.all([accounts.find(id), deps.factors.list(id)]);
			if (account?.status !== 'active') throw accountRefusals.disabled();
			const old = own.find(isPassword);
			if (old) await requireCurrent(by, { old, current });
			if (old && account.passwordDemand) await requireAnother(old, next);
			const state = await hashed(account, next, own);
			// Whoever was signed out while this was hashed signs nobody out.
			if (!(await sessions.check(by.token))) throw sessionRefusals.required();
			const before = await sessions.endAll(id, session);
			const fresh = await change(by, async (stores) => {
				const factor = await put(stores, { id, old: old?.id, state });
				const code = old ? 'password.changed' : 'password.set';
				await record(stores.audit, by.caller, { code, account: id, session });
				return factor;
			});
			const after = await sessions.endAll(id, session);
			await recordEnded(by, before.length + after.length);
			return old && prove(by, fresh);
		},

		async replace({ account: id, generation, caller }, { proven, next }) {
			const [found, own] = await Promise.all([accounts.find(id), deps.factors.list(id)]);
			const old = own.find((factor) => isPassword(factor) && factor.id === proven);
			const account = requireSame(found, generation);
			if (!old) throw refuse.currentWrong();
			await requireAnother(old, next);
			const state = await hashed(account, next, own);
			await sessions.endAll(id);
			const fresh = await deps.transact(async (stores) => {
				requireSame(await stores.accounts.lock(id), generation);
				const factor = await put(stores, { id, old: proven, state });
				await record(stores.audit, caller, { code: 'password.changed', account: id });
				return factor;
			});
			await sessions.endAll(id);
			return fresh;
		},

		remove: (by) =>
			change(by, async ({ accounts: held, factors, audit }) => {
				const { account, id: session } = by.session;
				const own = await factors.list(account);
				const old = own.find(isPassword);
				if (!old) throw refuse.notSet();
				requireWayIn(
					own.filter((each) => !isPassword(each)),
					methods
				);
				await factors.remove(account, old.id);
				await held.demandPassword(account, undefined);
				await record(audit, by.caller, { code: 'password.removed', account, session });
			})
	};
}
