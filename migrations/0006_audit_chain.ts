import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

type Kind = 'SQLite' | 'PostgreSQL';

interface Options {
	readonly kind: Kind;
	/** Makes the key and the head, and chains the events that there are. */
	begin(db: Kysely<unknown>): Promise<void>;
}

/** Events get a MAC, and numbers without a gap from the head, which is one row that appending locks. */
export function auditChain({ kind, begin }: Options): Migration {
	return {
		async up(db: Kysely<unknown>) {
			await db.schema
				.alterTable('security_event')
				.addColumn('mac', 'text', (column) => column.notNull().defaultTo(''))
				.execute();
			if (kind === 'PostgreSQL')
				await sql`alter table security_event alter column sequence drop identity`.execute(db);
			await db.schema
				.createTable('audit_chain')
				.addColumn('id', 'integer', (column) => column.primaryKey())
				.addColumn('key', 'text', (column) => column.notNull())
				.addColumn('sequence', 'bigint', (column) => column.notNull())
				.addColumn('mac', 'text', (column) => column.notNull())
				.addColumn('seal', 'text', (column) => column.notNull())
				.execute();
			await begin(db);
			for (const statement of GUARDS[kind]) await sql.raw(statement).execute(db);
		}
	};
}

/** Against slips, not against an owner of the database, who can drop them: the chain is for that. */
const GUARDS: Readonly<Record<Kind, readonly string[]>> = {
	SQLite: ['update', 'delete'].map(
		(change) => `create trigger security_event_no_${change} before ${change} on security_event
			begin select raise(abort, 'security events are append-only'); end`
	),
	PostgreSQL: [
		`create function security_event_is_kept() returns trigger language plpgsql as
			$$ begin raise exception 'security events are append-only'; end $$`,
		`create trigger security_event_no_change before update or delete on security_event
			for each row execute function security_event_is_kept()`,
		`create trigger security_event_no_truncate before truncate on security_event
			for each statement execute function security_event_is_kept()`
	]
};
