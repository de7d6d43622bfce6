import type { ColumnDefinitionBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';

/** No key to the account: what happened is kept when the account is gone. */
export function securityEvents(kind: 'SQLite' | 'PostgreSQL'): Migration {
	// SQLite counts up by itself only in a column that is exactly an integer primary key.
	const type = kind === 'SQLite' ? 'integer' : 'bigint';
	const counted = (column: ColumnDefinitionBuilder) =>
		kind === 'SQLite' ? column.autoIncrement() : column.generatedAlwaysAsIdentity();

	return {
		async up(db) {
			await db.schema
				.createTable('security_event')
				.addColumn('sequence', type, (column) => counted(column.primaryKey()))
				.addColumn('at', 'bigint', (column) => column.notNull())
				.addColumn('code', 'text', (column) => column.notNull())
				.addColumn('account', 'text')
				.addColumn('session', 'text')
				.addColumn('request_id', 'text', (column) => column.notNull())
				.addColumn('address', 'text', (column) => column.notNull())
				.addColumn('user_agent', 'text', (column) => column.notNull())
				.addColumn('details', 'text', (column) => column.notNull())
				.execute();
			await db.schema
				.createIndex('security_event_by_account')
				.on('security_event')
				.columns(['account', 'sequence'])
				.execute();
		}
	};
}
