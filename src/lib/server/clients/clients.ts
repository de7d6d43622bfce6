/** The clients that there are: those that a setting names, and those that were registered by a command. */
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { grantsOf, type Client } from './client.ts';
import type { ClientStore } from './ports.ts';

const clientRefusals = defineRefusals('clients', { notAccepted: 'forbidden' });

export interface ClientDirectory {
	find(id: string): Client | undefined;
	/**
	 * One that signs people in on screens of its own. Refuses `clients.not_accepted`: one that nobody has named, or
	 * that sends people here instead, or a page of another origin.
	 */
	require(id: string, origin: string | undefined): Client;
	/** Those whose tokens are for it, in one order. */
	ofAudience(audience: string): readonly Client[];
	/** Those that want to be told that a session has ended. */
	listeners(): readonly Client[];
	/** Whether pages of some client are served from there. */
	hasOrigin(origin: string): boolean;
	/** Takes over what was registered, changed or removed since. */
	reread(): Promise<void>;
}

interface Deps {
	/** Those that a setting names. */
	readonly named: readonly Client[];
	/** Those that were registered. */
	readonly clients: Pick<ClientStore, 'list'>;
}

/** It answers from memory, since each request from a page elsewhere asks; whoever serves has it reread every few seconds. */
export function createClientDirectory({ named, clients: store }: Deps): ClientDirectory {
	let byId: ReadonlyMap<string, Client> = new Map();
	let origins: ReadonlySet<string> = new Set();
	const take = (registered: readonly Client[]): void => {
		const all = [...registered, ...named];
		// Of one id, what a setting names counts.
		byId = new Map(all.map((client) => [client.id, client]));
		origins = new Set([...byId.values()].flatMap((client) => client.origins));
	};
	take([]);

	return {
		find: (id) => byId.get(id),
		require(id, from) {
			const client = byId.get(id);
			// Browsers name the origin of a page, and apps have none.
			if (!client || (from !== undefined && !client.origins.includes(from)))
				throw clientRefusals.notAccepted();
			// People's passwords are no business of an application that sends them here.
			if (!grantsOf(client).includes('own_screens')) throw clientRefusals.notAccepted();
			return client;
		},
		ofAudience: (audience) =>
			[...byId.values()]
				.filter((client) => client.audience === audience)
				.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
		listeners: () =>
			[...byId.values()].filter(({ backchannelLogoutUri: uri }) => uri !== undefined),
		hasOrigin: (from) => origins.has(from),
		async reread() {
			const registered = await store.list();
			take(registered.filter(({ status }) => status === 'active').map(({ client }) => client));
		}
	};
}
