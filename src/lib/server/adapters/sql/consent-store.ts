import type { Kysely } from 'kysely';

import { USE_EVERY_MS, type Consent, type ConsentStore } from '#lib/server/consents/index.ts';
import type { ConsentRow } from './said-rows.ts';
import type { Schema } from './schema.ts';

/** With a blank between two. */
const joined = (names: readonly string[]): string => [...new Set(names)].join(' ');
const split = (names: string): readonly string[] => names.split(' ').filter(Boolean);

export function createConsentStore(db: Kysely<Schema>): ConsentStore {
	const all = db.selectFrom('consent').selectAll();

	return {
		async add({ id, account, client, scopes, implied, since, usedAt }) {
			const used_at = usedAt.getTime();
			const row = { id, account, client, scopes: '', implied: '', since: since.getTime(), used_at };
			// Holds the row until the transaction ends, whether or not it was there.
			const held = await db
				.insertInto('consent')
				.values(row)
				.onConflict((conflict) => conflict.columns(['account', 'client']).doUpdateSet({ used_at }))
				.returningAll()
				.executeTakeFirstOrThrow();
			const next = {
				scopes: joined([...split(held.scopes), ...scopes]),
				implied: joined([...split(held.implied), ...implied])
			};
			await db.updateTable('consent').set(next).where('id', '=', held.id).execute();
			return toConsent({ ...held, ...next });
		},

		async find(account, client) {
			const found = all.where('account', '=', account).where('client', '=', client);
			const row = await found.executeTakeFirst();
			return row && toConsent(row);
		},

		async use(id, at) {
			const row = await all.where('id', '=', id).executeTakeFirst();
			if (!row) return undefined;
			const used_at = at.getTime();
			if (used_at - row.used_at < USE_EVERY_MS) return toConsent(row);
			const { numUpdatedRows } = await db
				.updateTable('consent')
				.set({ used_at })
				.where('id', '=', id)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n ? toConsent({ ...row, used_at }) : undefined;
		},

		async list(account) {
			const rows = await all
				.where('account', '=', account)
				.orderBy('used_at', 'desc')
				.orderBy('id')
				.execute();
			return rows.map(toConsent);
		},

		async remove(account, id) {
			// PostgreSQL has no text with this character, and no consent such an id.
			if (id.includes('\0')) return undefined;
			const row = await db
				.deleteFrom('consent')
				.where('account', '=', account)
				.where('id', '=', id)
				.returningAll()
				.executeTakeFirst();
			return row && toConsent(row);
		}
	};
}

function toConsent(row: ConsentRow): Consent {
	return {
		id: row.id,
		account: row.account,
		client: row.client,
		scopes: split(row.scopes),
		implied: split(row.implied),
		since: new Date(row.since),
		usedAt: new Date(row.used_at)
	};
}
