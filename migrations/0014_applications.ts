import type { Migration } from 'kysely/migration';

/** Who may ask people here for something, by a key of its own, and what they have asked. */
export const applications: Migration = {
	async up(db) {
		await db.schema
			.createTable('application')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('name', 'text', (column) => column.notNull())
			.addColumn('normal', 'text', (column) => column.notNull().unique())
			.addColumn('key_hash', 'text', (column) => column.notNull().unique())
			.addColumn('webhook_url', 'text')
			.addColumn('webhook_secret', 'text')
			.addColumn('status', 'text', (column) => column.notNull())
			.addColumn('created_at', 'bigint', (column) => column.notNull())
			.execute();

		await db.schema
			.createTable('application_request')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('application', 'text', (column) =>
				column.notNull().references('application.id').onDelete('cascade')
			)
			.addColumn('account', 'text', (column) =>
				column.references('account.id').onDelete('set null')
			)
			.addColumn('idempotency_hash', 'text')
			.addColumn('asked', 'text', (column) => column.notNull())
			.addColumn('asked_at', 'bigint', (column) => column.notNull())
			.addColumn('expires_at', 'bigint', (column) => column.notNull())
			.addColumn('outcome', 'text')
			.addColumn('settled_at', 'bigint')
			.addColumn('phone', 'text')
			.addColumn('told_at', 'bigint')
			.addColumn('due_at', 'bigint')
			.addColumn('tries', 'integer', (column) => column.notNull())
			.execute();
		await db.schema
			.createIndex('application_request_by_hash')
			.on('application_request')
			.columns(['application', 'idempotency_hash'])
			.unique()
			.execute();
		await db.schema
			.createIndex('application_request_by_account')
			.on('application_request')
			.column('account')
			.execute();
		await db.schema
			.createIndex('application_request_by_due')
			.on('application_request')
			.column('due_at')
			.execute();
		await db.schema
			.createIndex('application_request_by_end')
			.on('application_request')
			.column('expires_at')
			.execute();
	}
};
