import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

import { isBusy, refused } from './sqlite-errors.ts';
import { createTransactions, type HeldWriter } from './shared-commits.ts';
import { createTurns, type Turns } from './turns.ts';

export const FILE_NAME = 'latchkey.sqlite';

const PATIENCE_MS = 1500;
const RETRY_MS = 2;
const STATEMENTS_KEPT = 200;

/**
 * `full` is on disk when it is acknowledged. `normal` is in the system's hands: it survives the death of
 * the process but not always a power cut, and costs no wait for the disk.
 */
export type Durability = 'full' | 'normal';

/**
 * One SQLite file and its connections.
 *
 * Transactions span awaits, so other queries of the process run in between. They must neither join the
 * transaction nor see it: reads go to a connection of their own, which sees what is committed, and
 * writes wait for their turn.
 */
export interface SqliteFile {
	/** Runs `work`, one or more reads of what is committed. */
	read<Result>(work: (db: DatabaseSync) => Result): Promise<Result>;
	/** Runs `work`, one statement that commits by itself, when no transaction is open. */
	write<Result>(durability: Durability, work: (db: DatabaseSync) => Result): Promise<Result>;
	/** Opens a transaction. */
	begin(): Promise<HeldWriter>;
	readonly hold: Turns['hold'];
	close(): void;
}

/** Opens `latchkey.sqlite` in `dataDir`, or a database in memory when there is none. */
export function openSqliteFile(dataDir: string | undefined): SqliteFile {
	const turns = createTurns(PATIENCE_MS);
	const { reader, full, normal } = dataDir === undefined ? inMemory() : inFolder(dataDir);
	const writers = { full, normal };

	const withTurn = async <Result>(work: () => Result) => {
		const end = await turns.take('statement');
		try {
			return await patiently(work);
		} finally {
			end();
		}
	};

	return {
		// In memory there is one connection only, so that a read has to wait for its turn as well.
		read: async (work) =>
			reader === full ? withTurn(() => work(reader)) : patiently(() => work(reader)),
		write: (durability, work) => withTurn(() => work(writers[durability])),
		begin: createTransactions({
			db: full,
			turns,
			open: () => patiently(() => full.exec('begin immediate'))
		}),
		hold: (work) => turns.hold(work),
		close() {
			for (const db of new Set([reader, normal, full])) db.close();
		}
	};
}

/** What one connection sees, which somebody else has opened and holds to a moment. Nothing can be written to it. */
export function snapshotOf(db: DatabaseSync): SqliteFile {
	const refuse = async (): Promise<never> => {
		throw new Error('A snapshot is only read.');
	};
	return {
		read: async (work) => work(db),
		// The connection itself refuses what would write; not every read is told apart from it.
		write: async (_, work) => work(db),
		begin: refuse,
		hold: (work) => work(),
		close: () => db.close()
	};
}

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/** Prepares a statement once for each connection. */
export function prepared(db: DatabaseSync, text: string): StatementSync {
	const known = statements.get(db) ?? new Map<string, StatementSync>();
	statements.set(db, known);
	const found = known.get(text);
	if (found) return found;
	if (known.size >= STATEMENTS_KEPT) known.clear();
	const statement = db.prepare(text);
	known.set(text, statement);
	return statement;
}

function inFolder(dataDir: string) {
	const path = join(dataDir, FILE_NAME);
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	try {
		closeSync(openSync(path, 'wx', 0o600));
	} catch (error) {
		// Opening one that exists would be harmful: closing it again would drop the locks of this
		// process. https://sqlite.org/howtocorrupt.html, "POSIX advisory locks canceled by a separate thread"
		if (!isExisting(error)) throw error;
		chmodSync(path, 0o600);
	}

	const full = new DatabaseSync(path, { timeout: 5000 });
	full.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
	const normal = new DatabaseSync(path, { timeout: 5000 });
	normal.exec('pragma synchronous = normal; pragma foreign_keys = on');
	const reader = new DatabaseSync(path, { timeout: 1000 });
	reader.exec('pragma query_only = on');
	// SQLite waits by blocking the process, and with it whoever holds the lock; `patiently` does not.
	for (const writer of [full, normal]) writer.exec('pragma busy_timeout = 0');
	return { reader, full, normal };
}

function inMemory() {
	const db = new DatabaseSync(':memory:');
	db.exec('pragma foreign_keys = on');
	return { reader: db, full: db, normal: db };
}

function isExisting(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/** Tries again while another process writes. */
async function patiently<Result>(work: () => Result): Promise<Result> {
	// A busy machine sleeps longer than it is told to, so the sleeps are not what is counted.
	const until = performance.now() + PATIENCE_MS;
	for (;;) {
		try {
			return work();
		} catch (error) {
			if (!isBusy(error) || performance.now() >= until) throw refused(error);
		}
		await delay(RETRY_MS);
	}
}
