/** What a database itself knows of its tables: for what concerns all of them, whichever there are. */
import { sql, type Kysely } from 'kysely';

import type { Schema, SqlKind } from './schema.ts';

/**
 * The tables of Kysely and of the embedded volatile store are none of what must not be lost. Nor is what has ended:
 * a restore ends everything.
 */
const isDurable = (table: string): boolean =>
	!/^(sqlite|kysely|volatile)_|^session_ending$|^ended_token(_head)?$/.test(table);

async function names(db: Kysely<Schema>, kind: SqlKind): Promise<readonly string[]> {
	const found =
		kind === 'SQLite'
			? sql<{ name: string }>`select name from sqlite_master where type = 'table'`
			: sql<{ name: string }>`select table_name as name from information_schema.tables
				where table_schema = current_schema() and table_type = 'BASE TABLE'`;
	const { rows } = await found.execute(db);
	return rows.map(({ name }) => name).sort();
}

interface Reference {
	readonly from: string;
	readonly to: string;
}

async function references(db: Kysely<Schema>, kind: SqlKind): Promise<readonly Reference[]> {
	const found =
		kind === 'SQLite'
			? sql<Reference>`select m.name as "from", f."table" as "to"
				from sqlite_master m, pragma_foreign_key_list(m.name) f where m.type = 'table'`
			: sql<Reference>`select a.relname as "from", b.relname as "to" from pg_constraint c
				join pg_class a on a.oid = c.conrelid join pg_class b on b.oid = c.confrelid
				join pg_namespace n on n.oid = c.connamespace
				where c.contype = 'f' and n.nspname = current_schema()`;
	return (await found.execute(db)).rows;
}

/** All but Kysely's own; those that others refer to come before those. */
async function allTables(db: Kysely<Schema>, kind: SqlKind): Promise<readonly string[]> {
	const waiting = new Set(
		(await names(db, kind)).filter((name) => !/^(sqlite|kysely)_/.test(name))
	);
	const refers = (await references(db, kind)).filter(({ from, to }) => from !== to);
	const ordered: string[] = [];
	while (waiting.size > 0) {
		const free = [...waiting].filter(
			(table) => !refers.some(({ from, to }) => from === table && waiting.has(to))
		);
		if (free.length === 0) throw new Error('Tables refer to each other in a circle.');
		for (const table of free) waiting.delete(table);
		ordered.push(...free);
	}
	return ordered;
}

export async function durableTables(db: Kysely<Schema>, kind: SqlKind): Promise<readonly string[]> {
	return (await allTables(db, kind)).filter(isDurable);
}

export async function appliedMigrations(db: Kysely<Schema>): Promise<readonly string[]> {
	const { rows } = await sql<{
		name: string;
	}>`select name from kysely_migration order by name`.execute(db);
	return rows.map(({ name }) => name);
}

/** Counting columns go on behind what has been put into them. SQLite sees to it by itself. */
export async function continueCounting(trx: Kysely<Schema>): Promise<void> {
	const { rows } = await sql<{ table: string; column: string }>`
		select table_name as "table", column_name as "column" from information_schema.columns
		where table_schema = current_schema() and is_identity = 'YES'`.execute(trx);
	for (const { table, column } of rows) {
		await sql`select setval(pg_get_serial_sequence(${table}, ${column}),
			coalesce((select max(${sql.ref(column)}) from ${sql.table(table)}), 0) + 1, false)`.execute(trx);
	}
}

/** With what hangs on them. */
export async function dropTables(trx: Kysely<Schema>, kind: SqlKind): Promise<void> {
	const functions = kind === 'SQLite' ? [] : await triggerFunctions(trx);
	for (const table of [...(await allTables(trx, kind))].reverse()) {
		await sql`drop table ${sql.table(table)}`.execute(trx);
	}
	for (const name of functions) await sql`drop function ${sql.ref(name)}`.execute(trx);
}

/** Those of the tables here, which PostgreSQL keeps when the tables go. */
async function triggerFunctions(trx: Kysely<Schema>): Promise<readonly string[]> {
	const { rows } = await sql<{ name: string }>`select distinct p.proname as name from pg_trigger t
		join pg_proc p on p.oid = t.tgfoid join pg_class c on c.oid = t.tgrelid
		join pg_namespace n on n.oid = c.relnamespace and n.oid = p.pronamespace
		where not t.tgisinternal and n.nspname = current_schema()`.execute(trx);
	return rows.map(({ name }) => name);
}
