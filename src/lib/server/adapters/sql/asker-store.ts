import type { Kysely } from 'kysely';

import type { Asker, AskerStore } from '#lib/server/askers/index.ts';
import type { AskerRow } from './said-rows.ts';
import type { Schema } from './schema.ts';

export function createAskerStore(db: Kysely<Schema>): AskerStore {
	return {
		async note(account, id, at) {
			const answered_at = at.getTime();
			await db
				.insertInto('asker')
				.values({ account, id, answered_at, off_since: null })
				.onConflict((conflict) => conflict.columns(['account', 'id']).doUpdateSet({ answered_at }))
				.execute();
		},

		async isOff(account, id) {
			const row = await db
				.selectFrom('asker')
				.select('off_since')
				.where('account', '=', account)
				.where('id', '=', id)
				.executeTakeFirst();
			return typeof row?.off_since === 'number';
		},

		async turn(account, id, offSince) {
			const { numUpdatedRows } = await db
				.updateTable('asker')
				.set({ off_since: offSince?.getTime() ?? null })
				.where('account', '=', account)
				.where('id', '=', id)
				// Whoever comes second finds it as they want it.
				.where('off_since', offSince ? 'is' : 'is not', null)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async list(account) {
			const rows = await db
				.selectFrom('asker')
				.selectAll()
				.where('account', '=', account)
				.orderBy('answered_at', 'desc')
				.orderBy('id')
				.execute();
			return rows.map(toAsker);
		}
	};
}

function toAsker({ id, answered_at, off_since }: AskerRow): Asker {
	return {
		id,
		answeredAt: new Date(answered_at),
		...(off_since !== null && { offSince: new Date(off_since) })
	};
}
