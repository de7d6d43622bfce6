/**
 * Consents: what accounts have allowed clients, remembered until it is taken back.
 *
 * This module owns what was said and by whom, and taking it back. How somebody is asked, and what a client gets by
 * it, is the business of `openid/`.
 */
import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Happening, Record } from '#lib/server/audit/index.ts';
import type { Client, ClientDirectory } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type ConsentId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { OfflineStore } from '#lib/server/offline-access/index.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { EndedTokenStore } from '#lib/server/ended-tokens/index.ts';
import { sessionRefusals, type Session } from '#lib/server/sessions/index.ts';
import type { Consent } from './consent.ts';
import type { ConsentStore } from './ports.ts';

const OFFLINE = 'offline_access';

function eventOf({ scopes, device }: Given, client: string): Pick<Happening, 'code' | 'details'> {
	if (device)
		return { code: 'authorization.allowed_device', details: { client, from: device.address } };
	const isOffline = scopes.includes(OFFLINE);
	const code = isOffline ? 'authorization.allowed_offline' : 'authorization.allowed';
	return { code, details: { client } };
}

export const consentRefusals = defineRefusals('consents', { unknown: 'not-found' });

export interface Given {
	/** Also `offline_access`, which is not remembered. */
	readonly scopes: readonly string[];
	/** Where a device asked from that is to be signed in by it. */
	readonly device?: { readonly address: string };
}

/** Somebody who is signed in, and says what may be. */
interface Giver {
	readonly session: Pick<Session, 'id' | 'account'>;
	readonly caller: Caller;
}

/** What a client may do for an account, as the account's owner is shown it. */
export interface Allowed extends Pick<Consent, 'id' | 'scopes' | 'since' | 'usedAt'> {
	readonly client: Pick<Client, 'id' | 'name'>;
	/** Whether the operator has said that nobody need be asked. */
	readonly isImplied: boolean;
	/** Whether it may do so just now while the account's owner is signed out. */
	readonly isOffline: boolean;
}

export interface Consents {
	/** What the account itself has allowed the client, with what is allowed by this. On record. */
	allow(by: Giver, to: Pick<Client, 'id' | 'name'>, given: Given): Promise<Consent>;
	/** The consent that a grant is to hang on, with what was implied when it was given. */
	hold(account: AccountId, client: string, implied?: readonly string[]): Promise<Consent>;
	/** Which of `scopes` the account need not be asked about again. */
	remembered(
		account: AccountId,
		client: string,
		scopes: readonly string[]
	): Promise<readonly string[]>;
	/** Whether what hangs on it is still allowed; that counts as its use. */
	use(id: ConsentId): Promise<boolean>;
	/** Last used first. */
	list(account: AccountId): Promise<readonly Allowed[]>;
	/** What hangs on it is worth nothing from then on, everywhere. On record. Refuses `consents.unknown`. */
	withdraw(by: Giver, id: ConsentId): Promise<Consent>;
}

interface Stores {
	readonly accounts: Pick<AccountStore, 'lock'>;
	readonly consents: ConsentStore;
	readonly endedTokens: Pick<EndedTokenStore, 'add'>;
	readonly audit: AuditLog;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly consents: ConsentStore;
	readonly offline: Pick<OfflineStore, 'consentsOf'>;
	readonly record: Record;
	readonly transact: Transact<Stores>;
}

/**
 * Whether nobody else can come in its name: by a secret, or since its answers go to an address of its own on the
 * web. Who has neither is asked for in each session. RFC 8252 §8.6.
 */
const isAssured = ({ authentication = 'none', redirectUris = [] }: Client): boolean =>
	authentication !== 'none' || redirectUris.every((uri) => uri.startsWith('https:'));

export function createConsents(deps: Deps): Consents {
	const { clock, random, clients, consents: store, record, transact } = deps;

	const add = async (
		{ accounts, consents }: Stores,
		given: Pick<Consent, 'account' | 'client'> & Partial<Consent>
	): Promise<Consent> => {
		// Whoever deletes the account meanwhile waits, or has ended the session already.
		if (!(await accounts.lock(given.account))) throw sessionRefusals.required();
		const [id, now] = [newId('con', random), clock.now()];
		return consents.add({ id, scopes: [], implied: [], since: now, usedAt: now, ...given });
	};

	const nameOf = (client: string): string => clients.find(client)?.name ?? client;

	return {
		allow: ({ session: { account, id: session }, caller }, { id: client, name }, given) =>
			transact(async (stores) => {
				const lasting = given.scopes.filter((scope) => scope !== OFFLINE);
				const consent = await add(stores, { account, client, scopes: lasting });
				await record(stores.audit, caller, { account, session, ...eventOf(given, name) });
				return consent;
			}),

		async hold(account, client, implied = []) {
			const found = await store.find(account, client);
			if (found && implied.every((scope) => found.implied.includes(scope))) return found;
			return transact((stores) => add(stores, { account, client, implied }));
		},

		async remembered(account, id, scopes) {
			const client = clients.find(id);
			if (!client || !isAssured(client)) return [];
			const consent = await store.find(account, id);
			return scopes.filter((scope) => consent?.scopes.includes(scope));
		},

		use: async (id) => (await store.use(id, clock.now())) !== undefined,

		async list(account) {
			const all = await store.list(account);
			const offline = await deps.offline.consentsOf(account, clock.now());
			return all.flatMap(({ id, client: of, scopes, implied, since, usedAt }) => {
				const client = clients.find(of);
				if (!client) return [];
				const isImplied = client.consent === 'implied';
				const learned = isImplied ? [...new Set([...implied, ...scopes])] : scopes;
				const { name } = client;
				const isOffline = offline.includes(id);
				return {
					id,
					client: { id: of, name },
					scopes: learned,
					since,
					usedAt,
					isImplied,
					isOffline
				};
			});
		},

		withdraw: ({ session: { account, id: session }, caller }, id) =>
			transact(async ({ consents, endedTokens, audit }) => {
				const removed = await consents.remove(account, id);
				if (!removed) throw consentRefusals.unknown();
				await endedTokens.add([{ of: 'consent', consent: id, client: removed.client }]);
				await record(audit, caller, {
					code: 'authorization.withdrawn',
					account,
					session,
					details: { client: nameOf(removed.client) }
				});
				return removed;
			})
	};
}
