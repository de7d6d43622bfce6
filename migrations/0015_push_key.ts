import type { Migration } from 'kysely/migration';

/** One row: the key by which push services know this service. Sealed. */
export const pushKey: Migration = {
	async up(db) {
		await db.schema
			.createTable('push_key')
			.addColumn('id', 'integer', (column) => column.primaryKey())
			.addColumn('key', 'text', (column) => column.notNull())
			.execute();
	}
};
