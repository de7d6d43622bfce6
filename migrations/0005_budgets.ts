import type { Migration } from 'kysely/migration';

/** Counts of failures, and the browsers that accounts know, as the embedded volatile store keeps them: SQLite only. */
export const budgets: Migration = {
	async up(db) {
		await db.schema
			.createTable('volatile_budget')
			.addColumn('key', 'text', (column) => column.notNull())
			.addColumn('lane', 'text', (column) => column.notNull())
			.addColumn('count', 'integer', (column) => column.notNull())
			.addColumn('at', 'integer', (column) => column.notNull())
			.addColumn('expires_at', 'integer', (column) => column.notNull())
			.addPrimaryKeyConstraint('volatile_budget_key', ['key', 'lane'])
			.execute();
		await db.schema
			.createIndex('volatile_budget_by_expiry')
			.on('volatile_budget')
			.column('expires_at')
			.execute();

		await db.schema
			.createTable('volatile_known_browser')
			.addColumn('account', 'text', (column) => column.notNull())
			.addColumn('id', 'text', (column) => column.notNull())
			.addColumn('since', 'integer', (column) => column.notNull())
			.addColumn('seen_at', 'integer', (column) => column.notNull())
			.addColumn('user_agent', 'text', (column) => column.notNull())
			.addColumn('expires_at', 'integer', (column) => column.notNull())
			.addPrimaryKeyConstraint('volatile_known_browser_key', ['account', 'id'])
			.execute();
		await db.schema
			.createIndex('volatile_known_browser_by_expiry')
			.on('volatile_known_browser')
			.column('expires_at')
			.execute();
	}
};
