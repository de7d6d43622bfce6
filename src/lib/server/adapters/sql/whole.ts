/** The durable store as a whole: read at one moment while others write, and replaced in one transaction. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { Kysely, PostgresDialect, sql, type RawBuilder } from 'kysely';

import { BackupError, type Rows, type Snapshot, type Whole } from '#lib/server/backup/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import { createAuditAppender } from './audit-chain.ts';
import { endWhatWasOpen, newestGeneration } from './half-way.ts';
import { migrate, migrateFromNothing, migrationNames } from './migrate.ts';
import { openPool } from './postgres-pool.ts';
import type { Schema, SqlKind } from './schema.ts';
import { sealedIn } from './sealed-columns.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import { FILE_NAME, openSqliteFile, snapshotOf } from './sqlite-file.ts';
import { appliedMigrations, continueCounting, dropTables, durableTables } from './tables.ts';

/** Rows that come with the schema, when there is nothing else: the audit chain's head, and that it was begun. */
const BORN: Readonly<Record<string, number>> = { audit_chain: 1, security_event: 1 };
const PAGE = 500;
/** Fewer than either database takes in one statement. */
const MOST_PARAMETERS = 10_000;
const PATIENCE_MS = 60 * 60_000;

interface Options {
	readonly databaseUrl?: string | undefined;
	readonly dataDir: string;
	readonly clock: Clock;
	readonly sealer: Sealer;
}

type Fetch = (table: string) => AsyncIterable<readonly Record<string, unknown>[]>;

/** A database of one kind, opened for one piece of work that takes its time. */
interface Opening {
	readonly kind: SqlKind;
	open(): Kysely<Schema>;
	read<Result>(work: (db: Kysely<Schema>, fetch: Fetch) => Promise<Result>): Promise<Result>;
}

export function createWhole({ databaseUrl, dataDir, clock, sealer }: Options): Whole {
	const opening = databaseUrl === undefined ? sqlite(dataDir) : postgres(databaseUrl);
	const { kind } = opening;
	const appender = createAuditAppender({ kind, sealer, clock });

	const within = async <Result>(work: (db: Kysely<Schema>) => Promise<Result>) => {
		const db = opening.open();
		try {
			await migrate(db, { kind, appender, sealer });
			return await work(db);
		} finally {
			await db.destroy();
		}
	};

	return {
		// A SQLite file has been through all that there are.
		known: migrationNames('SQLite'),

		read: (work) =>
			opening.read(async (db, fetch) => {
				const level = await appliedMigrations(db);
				const tables = await durableTables(db, kind);
				return work({ level, rows: rowsOf(tables, fetch) });
			}),

		counts: () =>
			within(async (db) => {
				const tables = await durableTables(db, kind);
				const counts = await Promise.all(tables.map((table) => count(db, table)));
				const pairs = tables.map((table, at) => [table, counts[at] ?? 0] as const);
				return Object.fromEntries(pairs.filter(([table, rows]) => rows > (BORN[table] ?? 0)));
			}),

		replace: (snapshot) =>
			within(async (db) => {
				await db.transaction().execute((trx) => replace(trx, { kind, snapshot, at: clock.now() }));
				await migrate(db, { kind, appender, sealer });
			})
	};
}

async function count(db: Kysely<Schema>, table: string): Promise<number> {
	const query = sql<{ rows: number }>`select count(*) as rows from ${sql.table(table)}`;
	return (await query.execute(db)).rows[0]?.rows ?? 0;
}

async function* rowsOf(tables: readonly string[], fetch: Fetch): AsyncGenerator<Rows> {
	for (const table of tables) {
		for await (const page of fetch(table)) {
			const columns = Object.keys(page[0] ?? {});
			const rows = page.map((row) => columns.map((column) => plain(row[column], table)));
			yield { table, columns, sealed: sealedIn(table), rows };
		}
	}
}

function plain(value: unknown, table: string): string | number | null {
	if (value === null || typeof value === 'string' || Number.isSafeInteger(value)) {
		return value as string | number | null;
	}
	throw new BackupError(`A value in ${table} is of a kind that backups do not hold.`);
}

async function replace(
	trx: Kysely<Schema>,
	{ kind, snapshot, at }: { kind: SqlKind; snapshot: Snapshot; at: Date }
): Promise<void> {
	if (kind === 'SQLite') await sql`pragma defer_foreign_keys = on`.execute(trx);
	const before = await newestGeneration(trx);
	await dropTables(trx, kind);
	await migrateFromNothing(trx, { kind, level: snapshot.level, at });
	const overriding = kind === 'PostgreSQL' ? sql`overriding system value` : sql``;
	for await (const each of snapshot.rows) await insert(trx, each, overriding);
	if (kind === 'PostgreSQL') await continueCounting(trx);
	await endWhatWasOpen(trx, { level: snapshot.level, before });
}

async function insert(
	trx: Kysely<Schema>,
	{ table, columns, rows }: Rows,
	overriding: RawBuilder<unknown>
): Promise<void> {
	const names = sql.join(columns.map((column) => sql.ref(column)));
	const most = Math.max(1, Math.floor(MOST_PARAMETERS / columns.length));
	for (let start = 0; start < rows.length; start += most) {
		const tuples = rows.slice(start, start + most).map((row) => sql`(${sql.join([...row])})`);
		await sql`insert into ${sql.table(table)} (${names}) ${overriding} values ${sql.join(tuples)}`.execute(
			trx
		);
	}
}

function sqlite(dataDir: string): Opening {
	const path = join(dataDir, FILE_NAME);
	return {
		kind: 'SQLite',
		open: () => new Kysely({ dialect: createSqliteDialect(openSqliteFile(dataDir)) }),
		async read(work) {
			// Opening it would make one.
			if (!existsSync(path)) throw new BackupError(`There is no database in ${dataDir}.`);
			const file = new DatabaseSync(path, { timeout: 5000 });
			// One moment for all that follows, which in WAL mode holds no writer up.
			file.exec('pragma query_only = on; begin');
			const db = new Kysely<Schema>({ dialect: createSqliteDialect(snapshotOf(file)) });
			try {
				return await work(db, (table) => sqlitePages(file, table));
			} finally {
				await db.destroy();
			}
		}
	};
}

async function* sqlitePages(file: DatabaseSync, table: string) {
	let page: Record<string, unknown>[] = [];
	for (const row of file.prepare(`select * from "${table}"`).iterate()) {
		page.push(row);
		if (page.length < PAGE) continue;
		yield page;
		page = [];
	}
	if (page.length > 0) yield page;
}

function postgres(databaseUrl: string): Opening {
	const open = () => {
		const pool = openPool(databaseUrl, { connections: 1, waitMs: PATIENCE_MS });
		return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
	};
	return {
		kind: 'PostgreSQL',
		open,
		async read(work) {
			const db = open();
			try {
				return await db
					.transaction()
					.setIsolationLevel('repeatable read')
					.setAccessMode('read only')
					.execute((trx) => work(trx, (table) => postgresPages(trx, table)));
			} finally {
				await db.destroy();
			}
		}
	};
}

async function* postgresPages(trx: Kysely<Schema>, table: string) {
	await sql`declare pages no scroll cursor for select * from ${sql.table(table)}`.execute(trx);
	for (;;) {
		const { rows } = await sql<Record<string, unknown>>`fetch ${sql.lit(PAGE)} from pages`.execute(
			trx
		);
		if (rows.length === 0) break;
		yield rows;
	}
	await sql`close pages`.execute(trx);
}
