/** Everything that a server keeps, as text: what an attack must leave as it was. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import pg from 'pg';
import { createClient } from 'redis';

/** Every row and key, by what holds it. */
export type Snapshot = Readonly<Record<string, readonly string[]>>;

export interface SnapshotSource {
	take(): Promise<Snapshot>;
	close(): Promise<void>;
}

/** That a session was seen, and how often somebody has failed, is no change: it may move at any time. */
const MOVING = ['last_seen_at', 'expires_at', 'seen', 'expires'];
/** The same, where a session is one text. */
const SEEN_AND_EXPIRES = /^(\S+ \d+) \d+ \d+$/m;
const isCount = (name: string): boolean => /budget/.test(name);

type Row = Readonly<Record<string, unknown>>;

const textOf = (row: Row): string =>
	JSON.stringify(
		Object.entries(row)
			.filter(([name]) => !MOVING.includes(name))
			.toSorted()
	);

const sorted = (rows: readonly Row[]): readonly string[] => rows.map(textOf).toSorted();

function openSqlite(folder: string): SnapshotSource {
	const database = new DatabaseSync(join(folder, 'data', 'latchkey.sqlite'), { readOnly: true });
	return {
		async take() {
			const tables = database.prepare(`select name from sqlite_master where type = 'table'`).all();
			const names = tables.map(({ name }) => `${name as string}`).filter((name) => !isCount(name));
			const rowsOf = (name: string) => sorted(database.prepare(`select * from "${name}"`).all());
			return Object.fromEntries(names.map((name) => [name, rowsOf(name)]));
		},
		close: async () => database.close()
	};
}

async function openPostgres(connectionString: string): Promise<SnapshotSource> {
	const client = new pg.Client({ connectionString });
	await client.connect();
	const query = async (sql: string) => (await client.query<Row>(sql)).rows;
	return {
		async take() {
			const tables = await query(
				`select table_name as name from information_schema.tables where table_schema = 'public'`
			);
			const all: Record<string, readonly string[]> = {};
			for (const { name } of tables)
				all[`${name as string}`] = sorted(await query(`select * from "${name as string}"`));
			return all;
		},
		close: () => client.end()
	};
}

async function openRedis(url: string): Promise<SnapshotSource> {
	const client = createClient({ url });
	client.on('error', () => undefined);
	await client.connect();
	const read = async (key: string): Promise<string> => {
		const type = await client.type(key);
		if (type === 'hash') return textOf(await client.hGetAll(key));
		if (type === 'zset') return JSON.stringify(await client.zRange(key, 0, -1));
		return JSON.stringify((await client.get(key))?.replace(SEEN_AND_EXPIRES, '$1'));
	};
	return {
		async take() {
			const keys = (await client.keys('*')).filter((key) => !isCount(key)).toSorted();
			return { redis: await Promise.all(keys.map(async (key) => `${key} ${await read(key)}`)) };
		},
		close: async () => client.destroy()
	};
}

interface Stores {
	readonly folder: string;
	readonly environment: Readonly<Record<string, string>>;
}

export async function openSnapshots({ folder, environment }: Stores): Promise<SnapshotSource> {
	const { DATABASE_URL: database, REDIS_URL: redis } = environment;
	const sources = await Promise.all([
		database ? openPostgres(database) : openSqlite(folder),
		...(redis ? [openRedis(redis)] : [])
	]);
	return {
		take: async () =>
			Object.assign({}, ...(await Promise.all(sources.map((each) => each.take())))) as Snapshot,
		close: async () => void (await Promise.all(sources.map((each) => each.close())))
	};
}
