import {
	SelectQueryNode,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type CompiledQuery,
	type DatabaseConnection,
	type Dialect,
	type QueryResult
} from 'kysely';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

import type { HeldWriter } from './shared-commits.ts';
import { inTransaction } from './sqlite-errors.ts';
import { prepared, type SqliteFile } from './sqlite-file.ts';

interface SqliteConnection extends DatabaseConnection {
	/** Set while a transaction is open: everything then goes to its writer. */
	held: HeldWriter | undefined;
}

/** Kysely on a SQLite file: each query picks its connection, a transaction keeps one. */
export function createSqliteDialect(file: SqliteFile): Dialect {
	const open = new WeakMap<DatabaseConnection, SqliteConnection>();

	const connect = async () => {
		const connection = createConnection(file);
		open.set(connection, connection);
		return connection;
	};

	/** The writer that a connection has held, which is left now. */
	const take = (key: DatabaseConnection): HeldWriter | undefined => {
		const connection = open.get(key);
		const held = connection?.held;
		if (connection) connection.held = undefined;
		return held;
	};

	return {
		createAdapter: () => ({
			supportsCreateIfNotExists: true,
			// Migrations run in one immediate transaction, which is their lock.
			supportsTransactionalDdl: true,
			supportsReturning: true,
			acquireMigrationLock: async () => undefined,
			releaseMigrationLock: async () => undefined
		}),
		createIntrospector: (db) => new SqliteIntrospector(db),
		createQueryCompiler: () => new SqliteQueryCompiler(),
		createDriver: () => ({
			init: async () => undefined,
			acquireConnection: connect,
			releaseConnection: async () => undefined,
			beginTransaction: async (key) => {
				const connection = open.get(key);
				if (connection) connection.held = await file.begin();
			},
			commitTransaction: async (key) => take(key)?.commit(),
			rollbackTransaction: async (key) => take(key)?.rollback(),
			destroy: async () => file.close()
		})
	};
}

function createConnection(file: SqliteFile): SqliteConnection {
	return {
		held: undefined,
		async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
			const work = (db: DatabaseSync) => run<Row>(db, query);
			const { held } = this;
			if (held) return inTransaction(held.db, () => work(held.db));
			return SelectQueryNode.is(query.query) ? file.read(work) : file.write('full', work);
		},
		streamQuery() {
			throw new Error('Streams are not supported.');
		}
	};
}

/** A statement describes its columns anew each time that it is asked, which takes longer than many a read. */
const described = new WeakMap<StatementSync, boolean>();

function hasColumns(statement: StatementSync): boolean {
	const known = described.get(statement) ?? statement.columns().length > 0;
	described.set(statement, known);
	return known;
}

function run<Row>(db: DatabaseSync, query: CompiledQuery): QueryResult<Row> {
	const statement = prepared(db, query.sql);
	const parameters = query.parameters as SQLInputValue[];
	if (hasColumns(statement)) return { rows: statement.all(...parameters) as Row[] };
	const { changes } = statement.run(...parameters);
	return { rows: [], numAffectedRows: BigInt(changes) };
}
