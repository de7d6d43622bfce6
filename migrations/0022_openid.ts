import type { Migration } from 'kysely/migration';

/** OpenID Connect: the keys that sign ID tokens, in the algorithm that every application can verify. */
export const openid: Migration = {
	async up(db) {
		await db.schema
			.createTable('id_token_key')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('number', 'bigint', (column) => column.notNull().unique())
			.addColumn('public_key', 'text', (column) => column.notNull())
			.addColumn('private_key', 'text', (column) => column.notNull())
			.addColumn('signs_from', 'bigint', (column) => column.notNull())
			.execute();
	}
};
