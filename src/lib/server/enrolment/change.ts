import { accountRefusals } from '#lib/server/accounts/index.ts';
import { sessionRefusals } from '#lib/server/sessions/index.ts';
import type { EnrolmentDeps, EnrolmentStores, Enroller } from './deps.ts';

/**
 * Runs `work` in a transaction that holds the account, for a session that is alive as it begins.
 * Refuses `sessions.required` and `accounts.disabled`.
 */
type Change = <Result>(
	by: Enroller,
	work: (stores: EnrolmentStores) => Promise<Result>
) => Promise<Result>;

export function createChange({
	sessions,
	transact
}: Pick<EnrolmentDeps, 'sessions' | 'transact'>): Change {
	return async (by, work) => {
		// What came before may have been slow, such as hashing: a thief whose session has been ended
		// meanwhile must not finish what he began. The session lies in a store of its own, which a
		// transaction cannot join, so this is the last moment to look.
		if (!(await sessions.check(by.token))) throw sessionRefusals.required();
		return transact(async (stores) => {
			const account = await stores.accounts.lock(by.session.account);
			if (account?.status !== 'active') throw accountRefusals.disabled();
			return work(stores);
		});
	};
}
