import type { Kysely } from 'kysely';
import * as v from 'valibot';

import { Receipt, type ReceiptStore } from '#lib/server/approvals/index.ts';
import type { Schema } from './schema.ts';

export function createReceiptStore(db: Kysely<Schema>): ReceiptStore {
	return {
		async add({ id, account, at, receipt }) {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('receipt')
				.values({ id, account, at: at.getTime(), receipt: JSON.stringify(receipt) })
				.onConflict((conflict) => conflict.column('id').doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async find(id) {
			const row = await db
				.selectFrom('receipt')
				.selectAll()
				.where('id', '=', id)
				.executeTakeFirst();
			if (!row) return undefined;
			const receipt = v.parse(Receipt, JSON.parse(row.receipt));
			return { id, account: row.account, at: new Date(row.at), receipt };
		}
	};
}
