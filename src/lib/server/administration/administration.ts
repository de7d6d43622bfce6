/**
 * Administration: what those who run this service do to the accounts of others.
 *
 * This module disables and enables accounts, ends sessions, and demands other passwords; each act is on the
 * record of the account that it concerns, with who did it. Whether a session may administer is asked before.
 */
import {
	regrouped,
	type Account,
	type AccountStore,
	type GroupChange
} from '#lib/server/accounts/index.ts';
import type { AuditCode, AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { FactorStore } from '#lib/server/factors/index.ts';
import type { Identities } from '#lib/server/identities/index.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import type { Recoveries, RecoveryStore } from '#lib/server/recovery/index.ts';
import type { RememberedBrowserStore } from '#lib/server/remembered-browsers/index.ts';
import type { Throttle } from '#lib/server/throttling/index.ts';
import { sessionRefusals, type Session, type Sessions } from '#lib/server/sessions/index.ts';

/** An administrator by their session, or, without one, the operator at the machine itself. */
export interface Administrator {
	readonly session?: Session;
	/** The bearer token of the session. */
	readonly token?: string;
	readonly caller: Caller;
}

/** Every verb refuses `administration.unknown`, and `administration.not_administrator` to who is none any more. */
export interface Administration {
	/**
	 * From when this returns the account has no live session, nothing half-way and no known browser, whatever
	 * sign-ins race with it. Repeating it is harmless, and ends what a crash has left over.
	 * Refuses `administration.oneself` and `administration.last_administrator`. ASVS 5.0 7.4.2.
	 */
	disable(by: Administrator, id: AccountId): Promise<void>;
	/** Gives it its guesses back, too: what strangers have used up would shut out its owner, whose browsers are forgotten. */
	enable(by: Administrator, id: AccountId): Promise<void>;
	/** Gives an account all its guesses back, where strangers have used them up. ASVS 5.0 6.1.1. */
	unlock(by: Administrator, id: AccountId): Promise<void>;
	/**
	 * Ends all sessions of an account, but for the one that asks, and says how many; no browser of it is remembered
	 * any more. ASVS 5.0 7.4.5.
	 */
	endSessions(by: Administrator, id: AccountId): Promise<number>;
	/** Ends the sessions of all accounts, but for the one that asks, and has no browser remembered. */
	endEverybody(by: Administrator): Promise<void>;
	/**
	 * Lets the password open no session until it has been replaced, and ends the sessions there are.
	 * Refuses `administration.no_password`. NIST SP 800-63B-4 §3.1.1.2.
	 */
	demandPassword(by: Administrator, id: AccountId): Promise<void>;
	/**
	 * Begins a way back in for who has lost everything: they still need their mailbox, and wait. Refuses
	 * `recovery.no_address`, `recovery.under_way` and `recovery.not_offered`. ASVS 5.0 6.4.6.
	 */
	recover(by: Administrator, id: AccountId): Promise<void>;
	/**
	 * Puts an account into groups and takes it out of others; from when this returns nobody is told of the old ones.
	 * Refuses `accounts.group_not_allowed` and `accounts.too_many_groups`.
	 */
	changeGroups(by: Administrator, id: AccountId, change: GroupChange): Promise<readonly string[]>;
	/** Stops the one that waits, whoever began it. Refuses `administration.no_recovery`; of racing callers one stops it. */
	stopRecovery(by: Administrator, id: AccountId): Promise<void>;
}

const refuse = defineRefusals('administration', {
	unknown: 'not-found',
	notAdministrator: 'forbidden',
	oneself: 'conflict',
	/** Nobody could administer any more. */
	lastAdministrator: 'conflict',
	noPassword: 'conflict',
	/** None waits. */
	noRecovery: 'conflict'
});

interface Stores {
	readonly accounts: AccountStore;
	readonly factors: FactorStore;
	readonly recoveries: Pick<RecoveryStore, 'removeOf'>;
	readonly remembered: Pick<RememberedBrowserStore, 'revokeAll' | 'revokeEverybody'>;
	readonly audit: AuditLog;
}

interface Deps {
	readonly sessions: Sessions;
	readonly knownBrowsers: KnownBrowsers;
	readonly throttle: Pick<Throttle, 'forgive'>;
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly identities: Pick<Identities, 'hold' | 'refresh'>;
	readonly record: Record;
	readonly beginRecovery: Recoveries['beginFor'];
	readonly transact: Transact<Stores>;
}

interface Act extends Stores {
	/** Who acts, on record; empty at the machine itself. */
	readonly admin: string;
	readonly account: Account;
	readonly administrators: readonly AccountId[];
	tell(code: AuditCode, more?: Readonly<{ [name: string]: string }>): Promise<void>;
}

export function createAdministration(deps: Deps): Administration {
	const { sessions, knownBrowsers, throttle, identities, record, transact } = deps;

	/** As a transaction that holds the account and every administrator, so that none loses the role meanwhile. */
	const act = async <Result>(
		by: Administrator,
		id: AccountId,
		work: (held: Act) => Promise<Result>
	): Promise<Result> => {
		// The last moment to look: the session lies in a store of its own, which no transaction can join.
		if (by.session && !(await sessions.check(by.token ?? ''))) throw sessionRefusals.required();
		return transact(async (stores) => {
			const administrators = await stores.accounts.lockAdministrators();
			if (by.session && !administrators.includes(by.session.account))
				throw refuse.notAdministrator();
			const account = await stores.accounts.lock(id);
			if (!account) throw refuse.unknown();
			const doer = by.session && (await stores.accounts.find(by.session.account));
			const admin = doer?.username ?? '';
			const tell: Act['tell'] = (code, more) =>
				record(stores.audit, by.caller, { code, account: id, details: { admin, ...more } });
			return work({ ...stores, admin, account, administrators, tell });
		});
	};

	const changeGroups: Administration['changeGroups'] = async (by, id, change) => {
		const seen = await deps.accounts.find(id);
		const isSame = (next: readonly string[]) => next.join() === seen?.groups.join();
		// Before the commit: from then on no copy of the old ones may be found, also if this process dies.
		if (seen && !isSame(regrouped(seen, change))) await identities.hold(seen);
		const groups = await act(by, id, async ({ account, accounts, tell }) => {
			// What is held is the next version of what was seen, and of nothing later.
			if (account.identityVersion !== seen?.identityVersion) return undefined;
			const next = regrouped(account, change);
			if (isSame(next)) return next;
			await accounts.changeGroups(id, next);
			await tell('account.groups_changed', { groups: next.join(', ') });
			return next;
		});
		if (!groups) return changeGroups(by, id, change);
		await identities.refresh(id);
		return groups;
	};

	/** What the account has open, but for the session that asks. */
	const endAll = async ({ session }: Administrator, id: AccountId): Promise<number> =>
		(await sessions.endAll(id, session?.account === id ? session.id : undefined)).length;

	return {
		async disable(by, id) {
			if (by.session?.account === id) throw refuse.oneself();
			await act(by, id, async ({ accounts, administrators, recoveries, remembered, tell }) => {
				if (administrators.length === 1 && administrators.includes(id))
					throw refuse.lastAdministrator();
				if (await accounts.changeStatus(id, 'disabled')) await tell('account.disabled');
				await remembered.revokeAll(id);
				// Nobody gets back into a disabled account, nor once it is opened again without asking anew.
				if (await recoveries.removeOf(id)) await tell('recovery.cancelled');
			});
			// After the commit: a sign-in looks at the status when its session is saved, so either it sees
			// that the account is disabled, or its session is among those that end here.
			await sessions.endAll(id);
			await knownBrowsers.revokeAll(id);
		},

		async enable(by, id) {
			await act(by, id, async ({ accounts, tell }) => {
				if (await accounts.changeStatus(id, 'active')) await tell('account.enabled');
			});
			// After the commit, so that nothing is given back that is not on record.
			await throttle.forgive(id);
		},

		async unlock(by, id) {
			await act(by, id, ({ tell }) => tell('account.unlocked'));
			await throttle.forgive(id);
		},

		async endSessions(by, id) {
			await act(by, id, async ({ remembered, tell }) => {
				await remembered.revokeAll(id);
				await tell('sessions.ended_by_administrator');
			});
			return endAll(by, id);
		},

		async endEverybody(by) {
			const { session, caller } = by;
			if (session) {
				await act(by, session.account, async ({ remembered, tell }) => {
					await remembered.revokeEverybody();
					await tell('sessions.everybody_ended');
				});
			} else {
				await transact(async ({ audit, remembered }) => {
					await remembered.revokeEverybody();
					await record(audit, caller, { code: 'sessions.everybody_ended' });
				});
			}
			await sessions.endEverybody(session);
		},

		async recover(by, id) {
			const admin = await act(by, id, async (held) => held.admin);
			await deps.beginRecovery(id, { caller: by.caller, admin });
		},

		changeGroups,

		stopRecovery: (by, id) =>
			act(by, id, async ({ recoveries, tell }) => {
				if (!(await recoveries.removeOf(id))) throw refuse.noRecovery();
				await tell('recovery.cancelled');
			}),

		async demandPassword(by, id) {
			await act(by, id, async ({ accounts, factors, remembered, tell }) => {
				const own = await factors.list(id);
				if (!own.some(({ method }) => method === 'passwords')) throw refuse.noPassword();
				await accounts.demandPassword(id, 'compromised');
				await remembered.revokeAll(id);
				await tell('password.demanded');
			});
			await endAll(by, id);
		}
	};
}
