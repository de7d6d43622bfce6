import type { Migration } from 'kysely/migration';

/**
 * The groups of an account, in order and with spaces between them, since they are read with it and never alone.
 * `identity_version` counts what others are told of it: its groups, its name and its address.
 */
export const groups: Migration = {
	async up(db) {
		await db.schema
			.alterTable('account')
			.addColumn('group_names', 'text', (column) => column.notNull().defaultTo(''))
			.execute();
		await db.schema
			.alterTable('account')
			.addColumn('identity_version', 'integer', (column) => column.notNull().defaultTo(0))
			.execute();
	}
};
