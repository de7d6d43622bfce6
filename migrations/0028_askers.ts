import type { Migration } from 'kysely/migration';

/**
 * Which applications phones have answered, and which were turned off. They are registered in two places, one of them
 * a setting, so nothing refers to their rows.
 */
export const askers: Migration = {
	async up(db) {
		await db.schema
			.createTable('asker')
			.addColumn('account', 'text', (column) =>
				column.notNull().references('account.id').onDelete('cascade')
			)
			.addColumn('id', 'text', (column) => column.notNull())
			.addColumn('answered_at', 'bigint', (column) => column.notNull())
			.addColumn('off_since', 'bigint')
			.addPrimaryKeyConstraint('asker_primary', ['account', 'id'])
			.execute();
	}
};
