import type { Migration } from 'kysely/migration';

/** Where the embedded volatile store keeps what Redis would: SQLite only. */
export const volatile: Migration = {
	async up(db) {
		await db.schema
			.createTable('volatile_session')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('secret_hash', 'text', (column) => column.notNull())
			.addColumn('account', 'text', (column) => column.notNull())
			.addColumn('last_seen_at', 'integer', (column) => column.notNull())
			.addColumn('expires_at', 'integer', (column) => column.notNull())
			.addColumn('ends_at', 'integer', (column) => column.notNull())
			.addColumn('data', 'text', (column) => column.notNull())
			.execute();
		await db.schema
			.createIndex('volatile_session_by_account')
			.on('volatile_session')
			.column('account')
			.execute();
		await db.schema
			.createIndex('volatile_session_by_expiry')
			.on('volatile_session')
			.column('expires_at')
			.execute();

		await db.schema
			.createTable('volatile_pending')
			.addColumn('key', 'text', (column) => column.primaryKey())
			.addColumn('attempts_left', 'integer', (column) => column.notNull())
			.addColumn('expires_at', 'integer', (column) => column.notNull())
			.addColumn('data', 'text', (column) => column.notNull())
			.execute();
		await db.schema
			.createIndex('volatile_pending_by_expiry')
			.on('volatile_pending')
			.column('expires_at')
			.execute();
	}
};
