/** The clients that the operator has named, for whoever is called by one. */
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { grantsOf, type Client } from './client.ts';

const clientRefusals = defineRefusals('clients', { notAccepted: 'forbidden' });

export interface ClientDirectory {
	find(id: string): Client | undefined;
	/**
	 * One that signs people in on screens of its own. Refuses `clients.not_accepted`: one that nobody has named, or
	 * that sends people here instead, or a page of another origin.
	 */
	require(id: string, origin: string | undefined): Client;
	/** Whether pages of some client are served from there. */
	hasOrigin(origin: string): boolean;
}

export function createClientDirectory(clients: readonly Client[]): ClientDirectory {
	const byId = new Map(clients.map((client) => [client.id, client]));
	const origins = new Set(clients.flatMap((client) => client.origins));
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
		hasOrigin: (from) => origins.has(from)
	};
}
