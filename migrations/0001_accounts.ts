import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Instants are integers of milliseconds and flags are 0 or 1, so that both databases hold the same values.
 * An account claims its names first: only then is it known whether it can exist. Hence the deferred key.
 */
export const accounts: Migration = {
	async up(db) {
		await db.schema
			.createTable('account')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('username', 'text', (column) => column.notNull())
			.addColumn('email', 'text', (column) => column.notNull())
			.addColumn('is_email_proven', 'integer', (column) => column.notNull())
			.addColumn('display_name', 'text')
			.addColumn('role', 'text', (column) => column.notNull())
			.addColumn('status', 'text', (column) => column.notNull())
			.addColumn('locale', 'text')
			.addColumn('user_handle', 'text', (column) => column.notNull().unique())
			.addColumn('created_at', 'bigint', (column) => column.notNull())
			.execute();
		await db.schema
			.createIndex('account_by_age')
			.on('account')
			.columns(['created_at', 'id'])
			.execute();

		await db.schema
			.createTable('identifier')
			.addColumn('normal', 'text', (column) => column.primaryKey())
			.addColumn('kind', 'text', (column) => column.notNull())
			.addColumn('account', 'text', (column) =>
				column
					.notNull()
					.references('account.id')
					.onDelete('cascade')
					.modifyEnd(sql`deferrable initially deferred`)
			)
			.execute();
		await db.schema
			.createIndex('identifier_by_account')
			.on('identifier')
			.column('account')
			.execute();

		await db.schema
			.createTable('invitation')
			.addColumn('id', 'text', (column) => column.primaryKey())
			.addColumn('secret_hash', 'text', (column) => column.notNull().unique())
			.addColumn('role', 'text', (column) => column.notNull())
			.addColumn('created_by', 'text')
			.addColumn('created_at', 'bigint', (column) => column.notNull())
			.addColumn('expires_at', 'bigint', (column) => column.notNull())
			.addColumn('used_by', 'text')
			.addColumn('used_at', 'bigint')
			.execute();
		await db.schema
			.createIndex('invitation_by_age')
			.on('invitation')
			.column('created_at')
			.execute();
	}
};
