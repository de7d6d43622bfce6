import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What has ended, for a Redis that comes back as it was earlier. `subject` is a session, an account, or everybody. */
export const sessionEndings: Migration = {
	async up(db: Kysely<unknown>) {
		await db.schema
			.createTable('session_ending')
			.addColumn('subject', 'text', (column) => column.notNull())
			.addColumn('secret_hash', 'text', (column) => column.notNull())
			.addColumn('since', 'bigint', (column) => column.notNull())
			.addColumn('spared', 'text')
			.addColumn('until', 'bigint', (column) => column.notNull())
			.addPrimaryKeyConstraint('session_ending_key', ['subject', 'secret_hash'])
			.execute();
	}
};
