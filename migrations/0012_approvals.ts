import type { Migration } from 'kysely/migration';

/** What was approved on a phone, as it was signed. */
export const receipts: Migration = {
	async up(db) {
		await db.schema
			.createTable('receipt')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('account', 'text', (column) =>
				column.notNull().references('account.id').onDelete('cascade')
			)
			.addColumn('at', 'bigint', (column) => column.notNull())
			.addColumn('receipt', 'text', (column) => column.notNull())
			.execute();
		await db.schema.createIndex('receipt_by_account').on('receipt').column('account').execute();
	}
};

/** Where the embedded volatile store keeps requests: SQLite only. */
export const volatileApprovals: Migration = {
	async up(db) {
		await db.schema
			.createTable('volatile_approval')
			.addColumn('key', 'text', (column) => column.primaryKey())
			.addColumn('account', 'text', (column) => column.notNull())
			.addColumn('answer_until', 'integer', (column) => column.notNull())
			.addColumn('expires_at', 'integer', (column) => column.notNull())
			.addColumn('data', 'text', (column) => column.notNull())
			.addColumn('outcome', 'text')
			.execute();
		await db.schema
			.createIndex('volatile_approval_by_account')
			.on('volatile_approval')
			.column('account')
			.execute();
		await db.schema
			.createIndex('volatile_approval_by_expiry')
			.on('volatile_approval')
			.column('expires_at')
			.execute();
	}
};
