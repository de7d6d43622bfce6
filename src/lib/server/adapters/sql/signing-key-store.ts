import type { JsonWebKey } from 'node:crypto';

import type { Kysely } from 'kysely';

import type { Sealer } from '#lib/server/sealing/index.ts';
import type { SigningKey, SigningKeyStore } from '#lib/server/tokens/index.ts';
import type { Schema, SigningKeyRow } from './schema.ts';
import { contextOf } from './sealed-columns.ts';

/** One table for each algorithm. */
type KeyTable = 'signing_key' | 'id_token_key';

export function createSigningKeyStore(
	db: Kysely<Schema>,
	{ sealer, table }: { readonly sealer: Sealer; readonly table: KeyTable }
): SigningKeyStore {
	const place = (id: string) => contextOf({ table, column: 'private_key' }, { row: id });

	const toKey = (row: SigningKeyRow): SigningKey => ({
		id: row.id,
		number: row.number,
		publicKey: JSON.parse(row.public_key) as JsonWebKey,
		privateKey: sealer.openJson(row.private_key, place(row.id)) as JsonWebKey,
		signsFrom: new Date(row.signs_from)
	});

	return {
		async list() {
			const rows = await db.selectFrom(table).selectAll().orderBy('number').execute();
			return rows.map(toKey);
		},

		async add({ id, number, publicKey, privateKey, signsFrom }) {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto(table)
				.values({
					id,
					number,
					public_key: JSON.stringify(publicKey),
					private_key: sealer.sealJson(privateKey, place(id)),
					signs_from: signsFrom.getTime()
				})
				.onConflict((conflict) => conflict.column('number').doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async removeBefore(number) {
			await db.deleteFrom(table).where('number', '<', number).execute();
		}
	};
}
