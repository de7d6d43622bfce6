import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import pg from 'pg';

import { outage } from '../outage.ts';

const INT8 = 20;
const CONNECT_MS = 1500;

/** A pool on which nothing waits for long: a database that is gone or stuck is an error, soon. */
export function openPool(databaseUrl: string, limits: { connections: number; waitMs: number }) {
	const pool = new pg.Pool({
		connectionString: databaseUrl,
		max: limits.connections,
		connectionTimeoutMillis: CONNECT_MS,
		statement_timeout: limits.waitMs,
		query_timeout: limits.waitMs + 100,
		idle_in_transaction_session_timeout: 2 * limits.waitMs,
		keepAlive: true,
		application_name: 'latchkey',
		types: {
			// Counts and milliseconds are far below 2^53, above which a number would not be exact.
			getTypeParser: (type: number, format?: 'text' | 'binary'): unknown =>
				type === INT8 ? Number : pg.types.getTypeParser(type, format)
		}
	});
	// An idle connection that breaks is reported here, is dropped by the pool and concerns no caller.
	pool.on('error', () => undefined);

	// When one connection is lost without a word, so are those beside it: none of them may cost another
	// caller its patience. Connections of before the last loss are not used again.
	let losses = 0;
	const states = new WeakMap<pg.PoolClient, State>();
	pool.on('connect', (client) => {
		const state: State = { lossesBefore: losses, failure: undefined };
		states.set(client, state);
		// For as long as it lives: an error that nobody listens for would end the process, and one may come
		// in the same breath as the connection, before whoever asked for it has it.
		client.on('error', (error) => void (state.failure = error));
	});
	const connect = async () => {
		for (;;) {
			const client = await pool.connect().catch(refuse);
			const state = states.get(client);
			if (state?.lossesBefore === losses) return guard(client, state, () => losses++);
			client.release(true);
		}
	};

	return {
		connect,
		end: () => pool.end(),
		options: {}
	} satisfies PostgresPool;
}

/** What is known of a connection. */
interface State {
	readonly lossesBefore: number;
	failure: unknown;
}

/** Turns lost connections into refusals, and keeps a connection that failed from being used again. */
function guard(client: pg.PoolClient, state: State, onLoss: () => void): PostgresPoolClient {
	const send = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
		if (state.failure) throw outage(state.failure);
		try {
			return await client.query(text, [...parameters]);
		} catch (error) {
			if (!isOutage(error)) throw error;
			if (!(error instanceof pg.DatabaseError)) {
				state.failure = error;
				onLoss();
			}
			throw outage(error);
		}
	};
	function query<Row>(
		text: string,
		parameters: readonly unknown[]
	): Promise<PostgresQueryResult<Row>>;
	function query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>;
	function query(text: unknown, parameters: readonly unknown[] = []): unknown {
		if (typeof text !== 'string') throw new Error('Cursors are not supported.');
		return send(text, parameters);
	}

	return {
		query,
		release: () => client.release(state.failure !== undefined)
	};
}

/**
 * What a later try may not meet: connection, resources, intervention, system and configuration errors,
 * deadlocks, locks not available and timeouts. An error without a class is not the database's word.
 * @see PostgreSQL documentation, "PostgreSQL Error Codes"
 */
function isOutage(error: unknown): boolean {
	if (!(error instanceof pg.DatabaseError)) return true;
	return /^(08|25P03|40|53|55|57|58|F0|XX)/.test(error.code ?? '');
}

function refuse(error: unknown): never {
	throw outage(error);
}
