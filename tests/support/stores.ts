/** Fresh stores for one worker: nothing from another worker or an earlier run is in them. */
import pg from 'pg';
import { createClient } from 'redis';

export type StoresName = 'embedded' | 'redis-postgres';

export interface FreshStores {
	/** The settings that point a server at them. */
	readonly environment: Readonly<Record<string, string>>;
	remove(): Promise<void>;
}

function given(name: 'TEST_REDIS_URL' | 'TEST_DATABASE_URL'): string {
	const value = process.env[name];
	if (!value)
		throw new Error(`${name} is not set: run the browser tests by "npm run test:browser".`);
	return value;
}

async function flush(url: string): Promise<void> {
	const client = createClient({ url });
	client.on('error', () => {});
	await client.connect();
	await client.flushDb();
	client.destroy();
}

async function query(sql: string): Promise<void> {
	const client = new pg.Client({ connectionString: given('TEST_DATABASE_URL') });
	await client.connect();
	await client.query(sql);
	await client.end();
}

async function redisAndPostgres(worker: number): Promise<FreshStores> {
	const redis = new URL(given('TEST_REDIS_URL'));
	redis.pathname = `/${worker + 1}`;
	const name = `latchkey_browser_${worker}`;
	const database = new URL(given('TEST_DATABASE_URL'));
	database.pathname = `/${name}`;
	await flush(redis.href);
	await query(`drop database if exists ${name} with (force)`);
	await query(`create database ${name}`);
	return {
		environment: { REDIS_URL: redis.href, DATABASE_URL: database.href },
		remove: async () => {
			await flush(redis.href);
			await query(`drop database if exists ${name} with (force)`);
		}
	};
}

/** The embedded stores live in the data folder of the server, which is fresh and removed anyway. */
export async function openFreshStores(name: StoresName, worker: number): Promise<FreshStores> {
	if (name === 'redis-postgres') return redisAndPostgres(worker);
	return { environment: {}, remove: async () => {} };
}
