import {
	SelectQueryNode,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type CompiledQuery,
	type DatabaseConnection,
	type Dialect,
	type QueryResult
} from 'kysely';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

import { storeRefusals } from '../outage.ts';
import { orRefuse, prepared, type HeldWriter, type SqliteFile } from './sqlite-file.ts';

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

	const finish = (key: DatabaseConnection, command: 'commit' | 'rollback') => {
		const connection = open.get(key);
		if (!connection?.held) return;
		const { db, end } = connection.held;
		// A commit may fail and leave the transaction open.
		if (command === 'commit') inTransaction(db, () => db.exec('commit'));
		else if (db.isTransaction) db.exec('rollback');
		connection.held = undefined;
		end();
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
			commitTransaction: async (key) => finish(key, 'commit'),
			rollbackTransaction: async (key) => finish(key, 'rollback'),
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

/** Some errors, such as a full disk, close the transaction by themselves: what follows must not be written alone. */
function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
	if (!db.isTransaction) throw storeRefusals.unavailable();
	return orRefuse(work);
}

function run<Row>(db: DatabaseSync, query: CompiledQuery): QueryResult<Row> {
	const statement = prepared(db, query.sql);
	const parameters = query.parameters as SQLInputValue[];
	if (statement.columns().length > 0) return { rows: statement.all(...parameters) as Row[] };
	const { changes } = statement.run(...parameters);
	return { rows: [], numAffectedRows: BigInt(changes) };
}
