import { sql, type Kysely } from 'kysely';
import * as v from 'valibot';

import type { Sealer } from '#lib/server/sealing/index.ts';
import { Asked, type Transaction, type TransactionStore } from '#lib/server/transactions/index.ts';
import type { Schema, TransactionRow } from './schema.ts';
import { contextOf } from './sealed-columns.ts';

const TABLE = 'application_request';

export function createTransactionStore(db: Kysely<Schema>, sealer: Sealer): TransactionStore {
	const all = db.selectFrom(TABLE).selectAll();
	const place = ({ id: row, application: owner }: Pick<TransactionRow, 'id' | 'application'>) =>
		contextOf({ table: TABLE, column: 'asked' }, { row, owner });
	const toTransaction = (row: TransactionRow): Transaction => ({
		id: row.id,
		application: row.application,
		account: row.account ?? undefined,
		asked: v.parse(Asked, sealer.openJson(row.asked, place(row))),
		askedAt: new Date(row.asked_at),
		expiresAt: new Date(row.expires_at),
		outcome: row.outcome ?? undefined,
		phone: row.phone ?? undefined,
		toldAt: row.told_at === null ? undefined : new Date(row.told_at)
	});
	const changed = async (work: Promise<{ readonly numUpdatedRows: bigint }>): Promise<boolean> =>
		(await work).numUpdatedRows === 1n;

	return {
		async add({ id, application, account, asked, askedAt, expiresAt, ...given }) {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto(TABLE)
				.values({
					id,
					application,
					account: account ?? null,
					idempotency_hash: given.idempotencyHash ?? null,
					asked: sealer.sealJson(asked, place({ id, application })),
					asked_at: askedAt.getTime(),
					expires_at: expiresAt.getTime(),
					// Silence is told, too.
					due_at: given.isToBeTold ? expiresAt.getTime() : null,
					tries: 0
				})
				.onConflict((conflict) => conflict.columns(['application', 'idempotency_hash']).doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async find(id) {
			// PostgreSQL has no text with this character, and no request such an id.
			if (id.includes('\0')) return undefined;
			const row = await all.where('id', '=', id).executeTakeFirst();
			return row && toTransaction(row);
		},

		async findByHash(application, idempotencyHash) {
			const row = await all
				.where('application', '=', application)
				.where('idempotency_hash', '=', idempotencyHash)
				.executeTakeFirst();
			return row && toTransaction(row);
		},

		settle: (id, { outcome, phone, at }) =>
			changed(
				db
					.updateTable(TABLE)
					.set({
						outcome,
						phone: phone ?? null,
						settled_at: at.getTime(),
						// What its application has done itself it need not be told.
						due_at:
							outcome === 'withdrawn'
								? null
								: sql`case when due_at is null then null else cast(${at.getTime()} as bigint) end`
					})
					.where('id', '=', id)
					.where('outcome', 'is', null)
					.where('expires_at', '>', at.getTime())
					.executeTakeFirstOrThrow()
			),

		tell: (id, { outcome, at }) =>
			changed(
				db
					.updateTable(TABLE)
					.set({ outcome, told_at: at.getTime() })
					.where('id', '=', id)
					.where('outcome', '=', 'approved')
					.where('told_at', 'is', null)
					.executeTakeFirstOrThrow()
			),

		async lastDisowned({ account, application }, since) {
			const row = await db
				.selectFrom(TABLE)
				.select(({ fn }) => fn.max('settled_at').as('at'))
				.where('account', '=', account)
				.where('application', '=', application)
				.where('outcome', '=', 'disowned')
				.where('settled_at', '>', since.getTime())
				.executeTakeFirst();
			return row?.at == null ? undefined : new Date(row.at);
		},

		async listDue(at, { most, each }) {
			const waiting = db
				.selectFrom(TABLE)
				.select(({ fn }) => [
					...(['id', 'application', 'tries', 'due_at'] as const),
					fn
						.agg<number>('row_number')
						.over((of) => of.partitionBy('application').orderBy('due_at').orderBy('id'))
						.as('turn')
				])
				.where('due_at', '<=', at.getTime());
			const rows = await db
				.selectFrom(waiting.as('waiting'))
				.select(['id', 'application', 'tries', 'due_at'])
				.where('turn', '<=', each)
				.orderBy('turn')
				.orderBy('due_at')
				.orderBy('id')
				.limit(most)
				.execute();
			return rows.map(({ due_at, ...due }) => ({ ...due, dueAt: new Date(due_at ?? 0) }));
		},

		claim: ({ id, dueAt, tries }, next) =>
			changed(
				db
					.updateTable(TABLE)
					.set({ due_at: next?.getTime() ?? null, tries: tries + 1 })
					.where('id', '=', id)
					.where('due_at', '=', dueAt.getTime())
					.where('tries', '=', tries)
					.executeTakeFirstOrThrow()
			),

		async settleDue(id) {
			await db.updateTable(TABLE).set({ due_at: null }).where('id', '=', id).execute();
		},

		async removeEnded(before) {
			await db
				.deleteFrom(TABLE)
				.where('expires_at', '<', before.getTime())
				.where('due_at', 'is', null)
				.execute();
		}
	};
}
