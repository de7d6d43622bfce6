import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * No event comes before the first. One that somebody has put there already stays: it is for verifying to find, not
 * for the service to stop at.
 */
export const numberedEvents = (kind: 'SQLite' | 'PostgreSQL'): Migration => ({
	async up(db: Kysely<unknown>) {
		await sql.raw(GUARDS[kind]).execute(db);
	}
});

const GUARDS = {
	SQLite: `create trigger security_event_is_numbered before insert on security_event when new.sequence < 1
		begin select raise(abort, 'security events are numbered from 1'); end`,
	PostgreSQL: `alter table security_event add constraint security_event_is_numbered
		check (sequence > 0) not valid`
} as const;
