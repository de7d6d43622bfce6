import { sql, type Kysely } from 'kysely';

import type { Recovery, RecoveryStore } from '#lib/server/recovery/index.ts';
import type { RecoveryRow, Schema } from './schema.ts';

export function createRecoveryStore(db: Kysely<Schema>): RecoveryStore {
	const recoveries = db.selectFrom('recovery').selectAll();
	const removed = async (work: Promise<{ readonly numDeletedRows: bigint }>): Promise<boolean> =>
		(await work).numDeletedRows === 1n;

	return {
		async add(recovery) {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('recovery')
				.values(toRow(recovery))
				.onConflict((conflict) => conflict.column('account').doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async find(id) {
			const row = await recoveries.where('id', '=', id).executeTakeFirst();
			return row && toRecovery(row);
		},

		async findOf(account) {
			const row = await recoveries.where('account', '=', account).executeTakeFirst();
			return row && toRecovery(row);
		},

		async findBySecret(secretHash) {
			const row = await recoveries.where('secret_hash', '=', secretHash).executeTakeFirst();
			return row && toRecovery(row);
		},

		async bind(id, secretHash) {
			const { numUpdatedRows } = await db
				.updateTable('recovery')
				.set({ secret_hash: secretHash })
				.where('id', '=', id)
				.where('secret_hash', 'is', null)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async listDue(at, limit) {
			const rows = await recoveries
				.where('due_at', '<=', at.getTime())
				.orderBy('due_at')
				.orderBy('id')
				.limit(limit)
				.execute();
			return rows.map(toRecovery);
		},

		async advance(id, { from, to, dueAt, link }) {
			const { numUpdatedRows } = await db
				.updateTable('recovery')
				.set({ stage: to, due_at: dueAt.getTime(), links: sql`links || ' ' || ${link}` })
				.where('id', '=', id)
				.where('stage', '=', from)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		remove: (id) =>
			removed(db.deleteFrom('recovery').where('id', '=', id).executeTakeFirstOrThrow()),

		removeOf: (account) =>
			removed(db.deleteFrom('recovery').where('account', '=', account).executeTakeFirstOrThrow())
	};
}

function toRow(recovery: Recovery): RecoveryRow {
	return {
		id: recovery.id,
		account: recovery.account,
		email: recovery.email,
		secret_hash: recovery.secretHash ?? null,
		begun_at: recovery.begunAt.getTime(),
		ready_at: recovery.readyAt.getTime(),
		ends_at: recovery.endsAt.getTime(),
		stage: recovery.stage,
		due_at: recovery.dueAt.getTime(),
		links: recovery.links.join(' ')
	};
}

function toRecovery(row: RecoveryRow): Recovery {
	return {
		id: row.id,
		account: row.account,
		email: row.email,
		secretHash: row.secret_hash ?? undefined,
		begunAt: new Date(row.begun_at),
		readyAt: new Date(row.ready_at),
		endsAt: new Date(row.ends_at),
		stage: row.stage,
		dueAt: new Date(row.due_at),
		links: row.links.split(' ')
	};
}
