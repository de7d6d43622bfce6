import type { Migration } from 'kysely/migration';

/** Browsers that skip a second factor. Each goes with the account, and with either factor by which it was remembered. */
export const rememberedBrowsers: Migration = {
	async up(db) {
		await db.schema
			.createTable('remembered_browser')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('account', 'text', (column) =>
				column.notNull().references('account.id').onDelete('cascade')
			)
			.addColumn('generation', 'integer', (column) => column.notNull())
			.addColumn('password', 'text', (column) =>
				column.notNull().references('factor.id').onDelete('cascade')
			)
			.addColumn('factor', 'text', (column) =>
				column.notNull().references('factor.id').onDelete('cascade')
			)
			.addColumn('since', 'bigint', (column) => column.notNull())
			.addColumn('used_at', 'bigint', (column) => column.notNull())
			.addColumn('ends_at', 'bigint', (column) => column.notNull())
			.addColumn('user_agent', 'text', (column) => column.notNull())
			.addColumn('current', 'text', (column) => column.notNull())
			.addColumn('offered', 'text', (column) => column.notNull())
			.execute();
		for (const column of ['account', 'password', 'factor', 'ends_at'])
			await db.schema
				.createIndex(`remembered_browser_by_${column}`)
				.on('remembered_browser')
				.column(column)
				.execute();
	}
};
