import type { Migration } from 'kysely/migration';

/**
 * `generation` counts up when all that is half-way for an account ends, and `password_demand` says why its
 * password has to be replaced, until it is.
 */
export const administration: Migration = {
	async up(db) {
		await db.schema
			.alterTable('account')
			.addColumn('generation', 'integer', (column) => column.notNull().defaultTo(0))
			.execute();
		await db.schema.alterTable('account').addColumn('password_demand', 'text').execute();
	}
};
