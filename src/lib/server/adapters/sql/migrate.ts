import type { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';

import { accounts } from '../../../../../migrations/0001_accounts.ts';
import { factors } from '../../../../../migrations/0002_factors.ts';
import { securityEvents } from '../../../../../migrations/0003_security_events.ts';
import { volatile } from '../../../../../migrations/0004_volatile.ts';
import { budgets } from '../../../../../migrations/0005_budgets.ts';
import { administration } from '../../../../../migrations/0007_administration.ts';
import type { Schema, SqlKind } from './schema.ts';

/** Imported one by one, so that the server's bundle holds them. A name, once released, stays. */
const migrations = (kind: SqlKind) => ({
	'0001_accounts': accounts,
	'0002_factors': factors,
	'0003_security_events': securityEvents(kind),
	...(kind === 'SQLite' ? { '0004_volatile': volatile, '0005_budgets': budgets } : {}),
	'0007_administration': administration
});

/** Brings the schema up to date; of several processes that start at once one does, the others wait. */
export async function migrate(db: Kysely<Schema>, kind: SqlKind): Promise<void> {
	const provider = { getMigrations: async () => migrations(kind) };
	const { error } = await new Migrator({ db, provider }).migrateToLatest();
	if (error)
		throw error instanceof Error ? error : new Error('Migration failed.', { cause: error });
}
