/** Two clients of one store that nothing else uses, as the contract suites want them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createClient } from 'redis';

import { systemClock, type Clock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { createEmbeddedStores } from './embedded/index.ts';
import { openRedis } from './redis/index.ts';
import { openSql, type Sql, type SqlOptions } from './sql/index.ts';
import { createTestSealer } from './testing.ts';

export async function openSqlitePair(clock: Clock = systemClock) {
	const dataDir = temporaryFolder();
	const pair = await openSqlPair({ dataDir, sealer: createTestSealer(), clock });
	return {
		...pair,
		dataDir,
		async run(...statements: string[]) {
			for (const statement of statements)
				await pair.sql.database?.write('full', (db) => db.exec(statement));
		},
		dump: async () => readFolder(dataDir),
		async close() {
			await pair.close();
			rmSync(dataDir, { recursive: true });
		}
	};
}

export async function openEmbeddedPair(clock: Clock) {
	const sealer = createTestSealer();
	const dataDir = temporaryFolder();
	const pair = await openSqlPair({ dataDir, sealer, clock });
	const storesOf = ({ database }: Sql) => {
		if (!database) throw new Error('SQLite is expected.');
		return createEmbeddedStores({ database, sealer, clock });
	};
	return {
		stores: storesOf(pair.sql),
		peer: storesOf(pair.peerSql),
		dataDir,
		dump: async () => readFolder(dataDir),
		async close() {
			await pair.close();
			rmSync(dataDir, { recursive: true });
		}
	};
}

export async function openPostgresPair(serverUrl: string, clock: Clock = systemClock) {
	const name = newName();
	await administer(serverUrl, `create database ${name}`);
	const url = new URL(serverUrl);
	url.pathname = `/${name}`;
	const databaseUrl = url.href;
	const pair = await openSqlPair({ databaseUrl, sealer: createTestSealer(), clock });
	return {
		...pair,
		databaseUrl,
		async run(...statements: string[]) {
			for (const statement of statements) await administer(databaseUrl, statement);
		},
		async dump() {
			const tables = ['factor', 'push_key'].map((table) => dumpTable(databaseUrl, table));
			return (await Promise.all(tables)).join('\n');
		},
		async close() {
			await pair.close();
			await administer(serverUrl, `drop database ${name}`);
		}
	};
}

export async function openRedisPair(url: string, clock: Clock) {
	const namespace = newName();
	const sealer = createTestSealer();
	const sql = await openSql({ sealer, clock });
	const options = { url, namespace, sealer, clock, endings: sql.endings };
	const [one, two] = await Promise.all([openRedis(options), openRedis(options)]);
	const client = createClient({ url });
	await client.connect();

	const keys = async () => {
		const found = [];
		for await (const some of client.scanIterator({ MATCH: `lk:${namespace}:*`, COUNT: 1000 }))
			found.push(...some);
		return found;
	};
	const dump = async () => {
		const values = (await keys()).map(async (key) => {
			const type = await client.type(key);
			if (type === 'string') return client.get(key);
			return type === 'hash' ? client.hGetAll(key) : client.zRange(key, 0, -1);
		});
		return JSON.stringify([await keys(), await Promise.all(values)]);
	};
	return {
		stores: one.stores,
		peer: two.stores,
		dump,
		/** How long each key has, in milliseconds; less than zero means for ever. */
		lifetimes: async () => Promise.all((await keys()).map((key) => client.pTTL(key))),
		forgetScripts: async () => void (await client.scriptFlush()),
		async close() {
			for (const key of await keys()) await client.del(key);
			await Promise.all([one.close(), two.close(), client.close(), sql.close()]);
		}
	};
}

async function openSqlPair(options: SqlOptions) {
	// At once, as processes start that then agree on who brings the schema up to date.
	const [sql, peerSql] = await Promise.all([openSql(options), openSql(options)]);
	return {
		sql,
		peerSql,
		sealer: options.sealer,
		chain: sql.auditChain,
		endings: sql.endings,
		reopen: () => openSql(options),
		stores: sql.stores,
		transact: sql.transact,
		peer: peerSql.stores,
		peerEndings: peerSql.endings,
		peerTransact: peerSql.transact,
		close: async () => void (await Promise.all([sql.close(), peerSql.close()]))
	};
}

function temporaryFolder(): string {
	return mkdtempSync(join(tmpdir(), 'latchkey-sql-'));
}

/** By another process: if this one opened and closed the files, it would lose its locks on them. */
function readFolder(folder: string): string {
	const files = readdirSync(folder).map((name) => join(folder, name));
	return execFileSync('cat', files, { encoding: 'latin1', maxBuffer: 100 * 1024 * 1024 });
}

function newName(): string {
	return `test_${Buffer.from(secureRandom.bytes(8)).toString('hex')}`;
}

async function administer(databaseUrl: string, statement: string) {
	const client = new pg.Client(databaseUrl);
	await client.connect();
	try {
		return (await client.query<Record<string, unknown>>(statement)).rows;
	} finally {
		await client.end();
	}
}

async function dumpTable(databaseUrl: string, table: string): Promise<string> {
	return JSON.stringify(await administer(databaseUrl, `select * from ${table}`));
}
