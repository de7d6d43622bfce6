/** Setting, changing and removing the password of a signed-in account. */
import { accountRefusals } from '#lib/server/accounts/index.ts';
import { newId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Factor } from '#lib/server/factors/index.ts';
import {
	minimumLength,
	requireAllowedPassword,
	type PasswordHasher
} from '#lib/server/passwords/index.ts';
import { hasSecondFactor } from '#lib/server/policy/index.ts';
import { verifying, type Pool, type Throttle } from '#lib/server/throttling/index.ts';
import { createChange } from './change.ts';
import type { EnrolmentDeps, Enroller } from './deps.ts';
import { requireWayIn } from './removal.ts';

const refuse = defineRefusals('passwords', { currentWrong: 'invalid', notSet: 'not-found' });

export interface PasswordChanges {
	/** The fewest characters of a new password beside these factors. */
	minimumFor(factors: readonly { method: string }[]): number;
	/**
	 * Sets a first password, or changes it given the current one, and ends every other session.
	 * Refuses `passwords.current_wrong`, `passwords.not_allowed` with the reason, and `sessions.required`
	 * when the session has ended meanwhile.
	 */
	change(by: Enroller, given: { current?: string | undefined; next: string }): Promise<void>;
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

export function createPasswordChanges(deps: Deps): PasswordChanges {
	const { accounts, clock, random, hasher, methods, record, sessions } = deps;
	const change = createChange(deps);

	const requireCurrent = async (
		{ session, caller: { address } }: Enroller,
		{ old, current }: { old: Factor; current: string | undefined }
	): Promise<void> => {
		const { account } = session;
		const pool: Pool = `session/${session.id}`;
		const guess = await deps.throttle.reserve({ account, address, pool });
		const method = methods.find(({ id }) => id === old.method);
		const held = guess.verdict === 'go' ? [old] : [];
		const outcome = await verifying(guess, async () =>
			method?.verification.finish(held, undefined, current ?? '')
		);
		if (!outcome?.passed) throw refuse.currentWrong();
		await guess.release();
	};

	return {
		minimumFor: (factors) => minimumLength({ isAlone: !hasSecondFactor(factors, methods) }),

		async change(by, { current, next }) {
			const { account: id, id: session } = by.session;
			const [account, own] = await Promise.all([accounts.find(id), deps.factors.list(id)]);
			if (account?.status !== 'active') throw accountRefusals.disabled();
			const old = own.find(isPassword);
			if (old) await requireCurrent(by, { old, current });
			const { worksAlone } = requireAllowedPassword(next, {
				isAlone: !hasSecondFactor(own, methods),
				ownNames: [account.username, account.email, account.displayName ?? '', ...deps.contextWords]
			});
			const state = { hash: await hasher.hash(next), worksAlone };

			await change(by, async ({ factors, audit }) => {
				const held = await factors.list(id);
				// Another change came first: what was verified is no longer the current password.
				if (held.find(isPassword)?.id !== old?.id) throw refuse.currentWrong();
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
				requireWayIn([...held.filter((each) => !isPassword(each)), fresh], methods);
				if (old) await factors.remove(id, old.id);
				await factors.add(fresh);
				const code = old ? 'password.changed' : 'password.set';
				await record(audit, by.caller, { code, account: id, session });
			});
			await sessions.endAll(id, session);
		},

		remove: (by) =>
			change(by, async ({ factors, audit }) => {
				const { account, id: session } = by.session;
				const own = await factors.list(account);
				const old = own.find(isPassword);
				if (!old) throw refuse.notSet();
				requireWayIn(
					own.filter((each) => !isPassword(each)),
					methods
				);
				await factors.remove(account, old.id);
				await record(audit, by.caller, { code: 'password.removed', account, session });
			})
	};
}
