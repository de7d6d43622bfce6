import type { Migration } from 'kysely/migration';

/** Clients that were registered by a command. One that is removed keeps its id, which nobody gets again. */
export const clients: Migration = {
	async up(db) {
		await db.schema
			.createTable('client')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('settings', 'text', (column) => column.notNull())
			.addColumn('secret_hash', 'text')
			.addColumn('status', 'text', (column) => column.notNull())
			.addColumn('created_at', 'bigint', (column) => column.notNull())
			.execute();
	}
};
