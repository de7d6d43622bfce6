/** What a database says of itself, without changing it: nothing is migrated, and no file is made. */
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { migrationNames } from './migrate.ts';
import { openPool } from './postgres-pool.ts';
import type { SqlKind } from './schema.ts';
import { FILE_NAME } from './sqlite-file.ts';

export interface SqlFacts {
	readonly kind: SqlKind;
	/** Nothing is in it yet: the first start makes the tables. */
	readonly isNew: boolean;
	readonly version: string;
	/** Whether it took a table, which is gone again. */
	readonly isWritable: boolean;
	/** Migrations of this build that it has not been through, and those that this build does not know. */
	readonly missing: readonly string[];
	readonly unknown: readonly string[];
	/** By name, as the database has them. */
	readonly settings: Readonly<Record<string, string>>;
	readonly latencyMs: number;
	/** How far its clock is ahead of the one here, if it has one of its own. */
	readonly aheadMs: number | undefined;
	readonly freeBytes: number | undefined;
}

const WAIT_MS = 3000;
const PROBE = 'create table latchkey_doctor (probe integer)';

function levelOf(kind: SqlKind, applied: readonly string[]) {
	const known = migrationNames(kind);
	return {
		missing: known.filter((name) => !applied.includes(name)),
		unknown: applied.filter((name) => !known.includes(name))
	};
}

async function freeBytesOf(folder: string): Promise<number | undefined> {
	const free = await statfs(folder).catch(() => undefined);
	return free && free.bavail * free.bsize;
}

function takesTable(db: DatabaseSync): boolean {
	try {
		db.exec(`begin immediate; ${PROBE}`);
		return true;
	} catch {
		return false;
	} finally {
		if (db.isTransaction) db.exec('rollback');
	}
}

/** Rejects when the file cannot be read. */
export async function examineSqlite(dataDir: string): Promise<SqlFacts> {
	const path = join(dataDir, FILE_NAME);
	const rest = {
		kind: 'SQLite',
		aheadMs: undefined,
		freeBytes: await freeBytesOf(dataDir)
	} as const;
	if (!existsSync(path)) {
		const nothing = { version: '', missing: [], unknown: [], settings: {}, latencyMs: 0 };
		return { ...rest, ...nothing, isNew: true, isWritable: true };
	}
	const db = new DatabaseSync(path, { timeout: WAIT_MS });
	try {
		const one = (text: string) => String(Object.values(db.prepare(text).get() ?? {})[0]);
		const since = performance.now();
		const hasTables = one(`select count(*) from sqlite_master where name = 'kysely_migration'`);
		const latencyMs = performance.now() - since;
		const rows = hasTables === '1' ? db.prepare('select name from kysely_migration').all() : [];
		return {
			...rest,
			isNew: rows.length === 0,
			version: one('select sqlite_version()'),
			isWritable: takesTable(db),
			...levelOf(
				'SQLite',
				rows.map(({ name }) => String(name))
			),
			settings: { journal_mode: one('pragma journal_mode') },
			latencyMs
		};
	} finally {
		db.close();
	}
}

const SETTINGS = ['server_version', 'fsync', 'synchronous_commit', 'full_page_writes'];

/** Rejects when it cannot be reached. */
export async function examinePostgres(databaseUrl: string, now: () => Date): Promise<SqlFacts> {
	const pool = openPool(databaseUrl, { connections: 1, waitMs: WAIT_MS });
	try {
		const client = await pool.connect();
		try {
			const query = async <Row>(text: string) => (await client.query<Row>(text, [])).rows;
			const since = performance.now();
			const [clock] = await query<{ ms: number }>(
				'select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms'
			);
			const latencyMs = performance.now() - since;
			const aheadMs = clock && clock.ms + latencyMs / 2 - now().getTime();
			const held = await query<{ name: string; setting: string }>(
				`select name, setting from pg_settings where name in ('${SETTINGS.join("', '")}')`
			);
			const settings = Object.fromEntries(held.map(({ name, setting }) => [name, setting]));
			const [table] = await query<{ found: string | null }>(
				`select to_regclass('kysely_migration')::text as found`
			);
			const applied = table?.found
				? await query<{ name: string }>('select name from kysely_migration')
				: [];
			await query('begin');
			const isWritable = await query(PROBE).then(
				() => true,
				() => false
			);
			await query('rollback');
			return {
				kind: 'PostgreSQL',
				isNew: applied.length === 0,
				version: settings['server_version'] ?? '',
				isWritable,
				...levelOf(
					'PostgreSQL',
					applied.map(({ name }) => name)
				),
				settings,
				latencyMs,
				aheadMs,
				freeBytes: undefined
			};
		} finally {
			client.release();
		}
	} finally {
		await pool.end();
	}
}
