import { Kysely, PostgresDialect, sql } from 'kysely';

import type { AccountStore, InvitationStore } from '#lib/server/accounts/index.ts';
import type { AuditLog } from '#lib/server/audit/index.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { FactorStore } from '#lib/server/factors/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import { createAccountStore } from './account-store.ts';
import { createAuditLog } from './audit-log.ts';
import { createFactorStore } from './factor-store.ts';
import { createInvitationStore } from './invitation-store.ts';
import { migrate } from './migrate.ts';
import { openPool } from './postgres-pool.ts';
import type { Schema, SqlKind } from './schema.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';

/** What must never be lost. */
export interface SqlStores {
	readonly accounts: AccountStore;
	readonly invitations: InvitationStore;
	readonly factors: FactorStore;
	readonly audit: AuditLog;
}

export interface Sql {
	readonly kind: SqlKind;
	readonly stores: SqlStores;
	readonly transact: Transact<SqlStores>;
	/** For the embedded volatile store; PostgreSQL has none. */
	readonly database: SqliteFile | undefined;
	/** Refuses `stores.unavailable` while the database cannot be reached. */
	ready(): Promise<void>;
	close(): Promise<void>;
}

export interface SqlOptions {
	/** `postgres://…`; without it, a SQLite file in `dataDir`. */
	readonly databaseUrl?: string | undefined;
	/** Without it, and without a URL, a database in memory. */
	readonly dataDir?: string | undefined;
	readonly sealer: Sealer;
}

const CONNECTIONS = 10;
const WAIT_MS = 1500;
const MIGRATION_WAIT_MS = 10 * 60_000;

/** Opens the database and brings its schema up to date. */
export async function openSql({ databaseUrl, dataDir, sealer }: SqlOptions): Promise<Sql> {
	return databaseUrl === undefined
		? openSqlite(dataDir, sealer)
		: openPostgres(databaseUrl, sealer);
}

async function openSqlite(dataDir: string | undefined, sealer: Sealer): Promise<Sql> {
	const file = openSqliteFile(dataDir);
	const db = new Kysely<Schema>({ dialect: createSqliteDialect(file) });
	await migrate(db, 'SQLite');
	const storesOn = (on: Kysely<Schema>) => createStores(on, 'SQLite', sealer);
	return {
		...common(db),
		kind: 'SQLite',
		stores: storesOn(db),
		transact: (work) => db.transaction().execute((trx) => file.hold(() => work(storesOn(trx)))),
		database: file
	};
}

async function openPostgres(databaseUrl: string, sealer: Sealer): Promise<Sql> {
	const open = (limits: { connections: number; waitMs: number }) =>
		new Kysely<Schema>({ dialect: new PostgresDialect({ pool: openPool(databaseUrl, limits) }) });

	// Migrations take their time, and wait for those of another process.
	const patient = open({ connections: 1, waitMs: MIGRATION_WAIT_MS });
	await migrate(patient, 'PostgreSQL').finally(() => patient.destroy());

	const db = open({ connections: CONNECTIONS, waitMs: WAIT_MS });
	const storesOn = (on: Kysely<Schema>) => createStores(on, 'PostgreSQL', sealer);
	return {
		...common(db),
		kind: 'PostgreSQL',
		stores: storesOn(db),
		transact: (work) =>
			db
				.transaction()
				.setIsolationLevel('read committed')
				.execute((trx) => work(storesOn(trx))),
		database: undefined
	};
}

function common(db: Kysely<Schema>): Pick<Sql, 'ready' | 'close'> {
	return {
		ready: async () => void (await sql`select 1`.execute(db)),
		close: () => db.destroy()
	};
}

function createStores(db: Kysely<Schema>, kind: SqlKind, sealer: Sealer): SqlStores {
	return {
		accounts: createAccountStore(db, kind),
		invitations: createInvitationStore(db),
		factors: createFactorStore(db, sealer),
		audit: createAuditLog(db)
	};
}
