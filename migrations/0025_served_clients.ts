import type { Migration } from 'kysely/migration';

/** Which clients a session serves, and which of them are to be told that it has ended. */
export const servedClients: Migration = {
	async up(db) {
		await db.schema
			.createTable('served_client')
			.addColumn('session', 'text', (column) => column.notNull())
			.addColumn('client', 'text', (column) => column.notNull())
			// Without a reference: of an account that goes, the clients are told afterwards.
			.addColumn('account', 'text', (column) => column.notNull())
			.addColumn('since', 'bigint', (column) => column.notNull())
			.addColumn('ends_at', 'bigint', (column) => column.notNull())
			.addColumn('due_at', 'bigint')
			.addColumn('tries', 'integer', (column) => column.notNull())
			.addPrimaryKeyConstraint('served_client_key', ['session', 'client'])
			.execute();
		await db.schema
			.createIndex('served_client_account')
			.on('served_client')
			.column('account')
			.execute();
		await db.schema
			.createIndex('served_client_due')
			.on('served_client')
			.columns(['client', 'due_at'])
			.execute();
	}
};
