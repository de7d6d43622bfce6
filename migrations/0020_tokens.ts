import type { Migration } from 'kysely/migration';

/** Tokens: the keys that sign them, and a row for all refresh tokens that follow from one sign-in. */
export const tokens: Migration = {
	async up(db) {
		await db.schema
			.createTable('signing_key')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('number', 'bigint', (column) => column.notNull().unique())
			.addColumn('public_key', 'text', (column) => column.notNull())
			.addColumn('private_key', 'text', (column) => column.notNull())
			.addColumn('signs_from', 'bigint', (column) => column.notNull())
			.execute();
		await db.schema
			.createTable('token_family')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('account', 'text', (column) =>
				column.notNull().references('account.id').onDelete('cascade')
			)
			.addColumn('session', 'text', (column) => column.notNull())
			.addColumn('session_token', 'text', (column) => column.notNull())
			.addColumn('client', 'text', (column) => column.notNull())
			.addColumn('key_thumbprint', 'text')
			.addColumn('number', 'bigint', (column) => column.notNull())
			.addColumn('hash', 'text', (column) => column.notNull())
			.addColumn('successor_hash', 'text')
			.addColumn('successor_box', 'text')
			.addColumn('successor_at', 'bigint')
			.addColumn('previous_hash', 'text')
			.addColumn('previous_box', 'text')
			.addColumn('previous_at', 'bigint')
			.addColumn('used_at', 'bigint', (column) => column.notNull())
			.addColumn('ends_at', 'bigint', (column) => column.notNull())
			.addColumn('version', 'bigint', (column) => column.notNull())
			.execute();
		await db.schema
			.createIndex('token_family_by_account')
			.on('token_family')
			.columns(['account', 'session'])
			.execute();
		await db.schema
			.createIndex('token_family_by_use')
			.on('token_family')
			.column('used_at')
			.execute();
	}
};
