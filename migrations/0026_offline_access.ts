import type { Migration } from 'kysely/migration';

/** Grants that outlive their session, and the refresh tokens that hang on them: each goes with what it hangs on. */
export const offlineAccess: Migration = {
	async up(db) {
		await db.schema
			.createTable('offline_grant')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('consent', 'text', (column) =>
				column.notNull().references('consent.id').onDelete('cascade')
			)
			.addColumn('data', 'text', (column) => column.notNull())
			.addColumn('ends_at', 'bigint', (column) => column.notNull())
			.execute();
		await db.schema
			.createTable('offline_token')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('offline_grant', 'text', (column) =>
				column.notNull().references('offline_grant.id').onDelete('cascade')
			)
			.addColumn('data', 'text', (column) => column.notNull())
			.addColumn('is_spent', 'integer', (column) => column.notNull())
			.addColumn('used_at', 'bigint', (column) => column.notNull())
			.execute();
		for (const [table, column] of [
			['offline_grant', 'consent'],
			['offline_grant', 'ends_at'],
			['offline_token', 'offline_grant']
		] as const)
			await db.schema.createIndex(`${table}_by_${column}`).on(table).column(column).execute();
	}
};
