import type { Migration } from 'kysely/migration';

/** What accounts have allowed clients. A client may be one that a setting names, so nothing refers to its row. */
export const consents: Migration = {
	async up(db) {
		await db.schema
			.createTable('consent')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('account', 'text', (column) =>
				column.notNull().references('account.id').onDelete('cascade')
			)
			.addColumn('client', 'text', (column) => column.notNull())
			.addColumn('scopes', 'text', (column) => column.notNull())
			.addColumn('implied', 'text', (column) => column.notNull())
			.addColumn('since', 'bigint', (column) => column.notNull())
			.addColumn('used_at', 'bigint', (column) => column.notNull())
			.execute();
		await db.schema
			.createIndex('consent_by_account')
			.on('consent')
			.columns(['account', 'client'])
			.unique()
			.execute();
	}
};
