import type { Migration } from 'kysely/migration';

/** Where the embedded volatile store keeps what others are told of an account: SQLite only. */
export const volatileIdentities: Migration = {
	async up(db) {
		await db.schema
			.createTable('volatile_identity')
			.addColumn('account', 'text', (column) => column.primaryKey())
			.addColumn('version', 'integer', (column) => column.notNull())
			.addColumn('expires_at', 'integer', (column) => column.notNull())
			.addColumn('data', 'text')
			.execute();
		await db.schema
			.createIndex('volatile_identity_by_expiry')
			.on('volatile_identity')
			.column('expires_at')
			.execute();
	}
};
