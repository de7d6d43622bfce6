import type { Migration } from 'kysely/migration';

export const factors: Migration = {
	async up(db) {
		await db.schema
			.createTable('factor')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('account', 'text', (column) =>
				column.notNull().references('account.id').onDelete('cascade')
			)
			.addColumn('method', 'text', (column) => column.notNull())
			.addColumn('label', 'text', (column) => column.notNull())
			.addColumn('handle', 'text')
			.addColumn('state', 'text', (column) => column.notNull())
			.addColumn('version', 'integer', (column) => column.notNull())
			.addColumn('created_at', 'bigint', (column) => column.notNull())
			.addColumn('last_used_at', 'bigint')
			.addUniqueConstraint('factor_by_handle', ['method', 'handle'])
			.execute();
		await db.schema
			.createIndex('factor_by_account')
			.on('factor')
			.columns(['account', 'created_at'])
			.execute();
	}
};
