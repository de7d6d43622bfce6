import type { Kysely } from 'kysely';
import * as v from 'valibot';

import { Client, type ClientStore, type RegisteredClient } from '#lib/server/clients/index.ts';
import type { ClientRow, Schema } from './schema.ts';

export function createClientStore(db: Kysely<Schema>): ClientStore {
	const all = db.selectFrom('client').selectAll().where('status', '!=', 'removed');
	const change = async (id: string, to: Partial<ClientRow>): Promise<boolean> => {
		const { numUpdatedRows } = await db
			.updateTable('client')
			.set(to)
			.where('id', '=', id)
			.where('status', '!=', 'removed')
			.$if(to.status !== undefined, (query) => query.where('status', '!=', to.status ?? 'removed'))
			.executeTakeFirstOrThrow();
		return numUpdatedRows === 1n;
	};

	return {
		async add({ client: { id, secretHash, ...settings }, status, createdAt }) {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('client')
				.values({
					id,
					settings: JSON.stringify(settings),
					secret_hash: secretHash ?? null,
					status,
					created_at: createdAt.getTime()
				})
				.onConflict((conflict) => conflict.column('id').doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async find(id) {
			const row = await all.where('id', '=', id).executeTakeFirst();
			return row && toClient(row);
		},

		async list() {
			const rows = await all.orderBy('created_at').orderBy('id').execute();
			return rows.map(toClient);
		},

		replaceSecret: (id, secretHash) => change(id, { secret_hash: secretHash }),
		changeStatus: (id, to) => change(id, { status: to }),
		// Nobody can be this client again, so its secret is good for nothing.
		remove: (id) => change(id, { status: 'removed', secret_hash: null })
	};
}

function toClient(row: ClientRow): RegisteredClient {
	const settings = JSON.parse(row.settings) as object;
	const secret = row.secret_hash === null ? {} : { secretHash: row.secret_hash };
	return {
		client: v.parse(Client, { ...settings, ...secret, id: row.id }),
		status: row.status === 'active' ? 'active' : 'disabled',
		createdAt: new Date(row.created_at)
	};
}
