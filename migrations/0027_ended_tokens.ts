import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What access tokens hung on and has ended, numbered for who reads it as it grows. */
export const endedTokens: Migration = {
	async up(db: Kysely<unknown>) {
		await db.schema
			.createTable('ended_token')
			.addColumn('number', 'bigint', (column) => column.primaryKey())
			.addColumn('kind', 'text', (column) => column.notNull())
			.addColumn('subject', 'text', (column) => column.notNull())
			.addColumn('client', 'text', (column) => column.notNull())
			.addColumn('at', 'bigint', (column) => column.notNull())
			.execute();
		await db.schema
			.createIndex('ended_token_subject')
			.on('ended_token')
			.column('subject')
			.execute();
		await db.schema
			.createTable('ended_token_head')
			.addColumn('id', 'integer', (column) => column.primaryKey())
			.addColumn('last', 'bigint', (column) => column.notNull())
			.addColumn('swept', 'bigint', (column) => column.notNull())
			.execute();
		const head = db as Kysely<{ ended_token_head: { id: number; last: number; swept: number } }>;
		await head.insertInto('ended_token_head').values({ id: 1, last: 0, swept: 0 }).execute();
	}
};
