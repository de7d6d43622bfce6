import type { Migration } from 'kysely/migration';

/** The way back in that waits: one row for an account that has one, none when it is over. */
export const recovery: Migration = {
	async up(db) {
		await db.schema
			.createTable('recovery')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('account', 'text', (column) =>
				column.notNull().unique().references('account.id').onDelete('cascade')
			)
			.addColumn('email', 'text', (column) => column.notNull())
			.addColumn('secret_hash', 'text', (column) => column.unique())
			.addColumn('begun_at', 'bigint', (column) => column.notNull())
			.addColumn('ready_at', 'bigint', (column) => column.notNull())
			.addColumn('ends_at', 'bigint', (column) => column.notNull())
			.addColumn('stage', 'text', (column) => column.notNull())
			.addColumn('due_at', 'bigint', (column) => column.notNull())
			.addColumn('links', 'text', (column) => column.notNull())
			.execute();
		await db.schema.createIndex('recovery_by_due').on('recovery').column('due_at').execute();
	}
};
