/**
 * Deletion: the end of an account by the person whose it is.
 *
 * Everything that opens the account goes with it, and its names are free again. What happened to it stays in
 * the audit log, which nobody can shorten. Whether the session may do this is asked before.
 */
import type { Account, AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import { sessionRefusals, type Session, type Sessions } from '#lib/server/sessions/index.ts';

/** The session of the account that goes. `token` is its bearer token. */
interface Leaver {
	readonly session: Session;
	readonly token: string;
	readonly caller: Caller;
}

export interface Deletion {
	/** Whether the account is the only administrator, which keeps it from being deleted. */
	isNeeded(id: AccountId): Promise<boolean>;
	/**
	 * From when this returns there is neither the account nor a session of it, whatever sign-ins race with
	 * it. A crash or an outage amid it leaves at most the session that asks, and that can repeat it.
	 * Refuses `sessions.required` and `deletion.last_administrator`. ASVS 5.0 7.4.2.
	 */
	delete(by: Leaver): Promise<void>;
}

const refuse = defineRefusals('deletion', {
	/** Nobody could administer any more. */
	lastAdministrator: 'conflict'
});

type Stores = { readonly accounts: AccountStore; readonly audit: AuditLog };

interface Deps {
	readonly sessions: Sessions;
	readonly knownBrowsers: KnownBrowsers;
	readonly record: Record;
	readonly transact: Transact<Stores>;
	/** Told of an account that is gone, which from now on only the caller knows how to reach. */
	readonly onDeleted: (account: Account) => void;
}

const isLast = (administrators: readonly AccountId[], id: AccountId): boolean =>
	administrators.length === 1 && administrators.includes(id);

export function createDeletion(deps: Deps): Deletion {
	const { sessions, knownBrowsers, record, transact, onDeleted } = deps;

	const deletion: Deletion = {
		isNeeded: (id) =>
			transact(async ({ accounts }) => isLast(await accounts.lockAdministrators(), id)),

		async delete({ session: { id, account: own }, token, caller }) {
			// The last moment to look: the session lies in a store of its own, which no transaction can join.
			if (!(await sessions.check(token))) throw sessionRefusals.required();
			if (await deletion.isNeeded(own)) throw refuse.lastAdministrator();
			// Before the commit: where they cannot be ended now, nothing is changed.
			await sessions.endAll(own, id);
			const deleted = await transact(async ({ accounts, audit }) => {
				if (isLast(await accounts.lockAdministrators(), own)) throw refuse.lastAdministrator();
				const account = await accounts.lock(own);
				if (!account) return undefined;
				const details = { username: account.username };
				await record(audit, caller, {
					code: 'account.deleted',
					account: own,
					session: id,
					details
				});
				await accounts.remove(own);
				return account;
			});
			if (deleted) onDeleted(deleted);
			// After the commit: a sign-in looks at the account when its session is saved, so either it finds
			// none, or its session is among those that end here.
			await sessions.endAll(own);
			await knownBrowsers.revokeAll(own);
		}
	};
	return deletion;
}
