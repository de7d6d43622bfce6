/**
 * Askers: which applications have asked an account's phones, and which of them its owner has turned off.
 *
 * This module owns the owner's word, and keeps it from the applications: one that is turned off is answered as if
 * nobody had come to the phone. What they ask is the business of `transactions/` and `backchannel-sign-in/`.
 */
import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { ApplicationStore } from '#lib/server/applications/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { ClientDirectory } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, ApplicationId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { Asker, AskerStore } from './ports.ts';

const refuse = defineRefusals('askers', { unknown: 'not-found' });

/** Clients and applications are registered apart, and each has ids of its own. */
const CLIENT = 'client/';
export const askerOfClient = (client: string): string => `${CLIENT}${client}`;

interface Owner {
	readonly session: Pick<Session, 'id' | 'account'>;
	readonly caller: Caller;
}

export interface Askers {
	/** A phone has answered it. */
	note(account: AccountId, id: string): Promise<void>;
	/** Whether nothing that it asks may reach a phone; as dear for an account that is nobody's. */
	isOff(account: AccountId, id: string): Promise<boolean>;
	/** By the names that people know them by, last answered first. */
	list(account: AccountId): Promise<readonly (Asker & { readonly name: string })[]>;
	/** What it asks from now on reaches no phone. On record. Refuses `askers.unknown`. */
	turnOff(by: Owner, id: string): Promise<void>;
	/** The other way. */
	turnOn(by: Owner, id: string): Promise<void>;
}

interface Stores {
	readonly accounts: Pick<AccountStore, 'lock'>;
	readonly askers: AskerStore;
	readonly audit: AuditLog;
}

interface Deps {
	readonly clock: Clock;
	readonly applications: Pick<ApplicationStore, 'find'>;
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly askers: AskerStore;
	readonly record: Record;
	readonly transact: Transact<Stores>;
}

export function createAskers(deps: Deps): Askers {
	const { clock, applications, clients, askers: store, record, transact } = deps;

	const nameOf = async (id: string): Promise<string | undefined> => {
		if (id.startsWith(CLIENT)) return clients.find(id.slice(CLIENT.length))?.name;
		return (await applications.find(id as ApplicationId))?.name;
	};

	const list: Askers['list'] = async (account) => {
		const all = await store.list(account);
		const named = await Promise.all(
			all.map(async (each) => ({ ...each, name: await nameOf(each.id) }))
		);
		// One that the operator has removed asks nothing more.
		return named.flatMap(({ name, ...asker }) => (name === undefined ? [] : [{ ...asker, name }]));
	};

	const turn = async (
		{ session: { account, id: session }, caller }: Owner,
		{ id, code }: { id: string; code: 'asking.turned_off' | 'asking.turned_on' }
	): Promise<void> => {
		const asker = (await list(account)).find((each) => each.id === id);
		if (!asker) throw refuse.unknown();
		await transact(async ({ askers, audit }) => {
			const offSince = code === 'asking.turned_off' ? clock.now() : undefined;
			if (!(await askers.turn(account, id, offSince))) return;
			const details = { application: asker.name };
			await record(audit, caller, { code, account, session, details });
		});
	};

	return {
		note: (account, id) =>
			transact(async ({ accounts, askers }) => {
				// It may have been deleted since.
				if (await accounts.lock(account)) await askers.note(account, id, clock.now());
			}),

		isOff: (account, id) => store.isOff(account, id),
		list,
		turnOff: (by, id) => turn(by, { id, code: 'asking.turned_off' }),
		turnOn: (by, id) => turn(by, { id, code: 'asking.turned_on' })
	};
}
