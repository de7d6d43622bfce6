/** The stores that a configuration asks for, opened: SQL and the volatile one, and the keys that seal what they hold. */
import { createEmbeddedStores, type VolatileStores } from './adapters/embedded/index.ts';
import { loadOrCreateKeyFile, watchKeyFile } from './adapters/key-file/index.ts';
import type { Prometheus } from './adapters/prometheus/index.ts';
import { openSql } from './adapters/sql/index.ts';
import type { Config } from './config/index.ts';
import type { Clock } from './core/clock.ts';
import type { Random } from './core/random.ts';
import { createSealer, type MasterKey, type Sealer } from './sealing/index.ts';
import { timed, timedPorts } from './telemetry/index.ts';
import { version } from '../../../package.json';

export interface Outside {
	readonly clock: Clock;
	readonly random: Random;
}

/** The master keys, newest first: fixed by a setting, or as the key file holds them at each call. */
async function openKeys(
	{ masterKeys, keyFile }: Config,
	random: Random
): Promise<() => readonly MasterKey[]> {
	if (masterKeys) return () => masterKeys;
	return watchKeyFile(keyFile, await loadOrCreateKeyFile(keyFile, random));
}

export async function openStores(config: Config, { clock, random }: Outside) {
	const keys = await openKeys(config, random);
	const sealer: Sealer = createSealer({ keys, random });
	const secrets = keys().map(({ key }) => key);
	const { databaseUrl, redisUrl, dataDir } = config;
	const sql = await openSql({ databaseUrl, dataDir, sealer, clock });
	if (redisUrl === undefined) {
		// Without PostgreSQL the volatile tables lie in the same file.
		const file = sql.database;
		const own = file ? undefined : await openSql({ dataDir, sealer, clock });
		const database = file ?? own?.database;
		if (!database) throw new Error('The embedded store needs a SQLite file.');
		const volatile: VolatileStores = createEmbeddedStores({ database, sealer, clock });
		const close = async () => void (await Promise.all([sql.close(), own?.close()]));
		const kind = 'embedded' as const;
		const prepared = async () => undefined;
		return { sql, volatile, keys, secrets, kind, ready: () => sql.ready(), prepared, close };
	}
	const { openRedis } = await import('./adapters/redis/index.ts');
	// Only Redis can come back as it was without SQL: what is embedded is in a file with SQL, and as durable.
	const redis = await openRedis({ url: redisUrl, sealer, clock, endings: sql.endings });
	return {
		sql,
		volatile: redis.stores,
		keys,
		secrets,
		kind: 'Redis' as const,
		ready: async () => void (await Promise.all([sql.ready(), redis.ready()])),
		prepared: () => redis.prepared(),
		close: async () => void (await Promise.all([sql.close(), redis.close()]))
	};
}

type Opened = Awaited<ReturnType<typeof openStores>>;

/** The same stores, of which each call is timed for `metrics`. */
export function timedStores(opened: Opened, called: Prometheus['called']): Opened {
	const { sql, volatile, kind } = opened;
	const { transact } = timed({ transact: sql.transact }, { store: sql.kind, port: 'sql' }, called);
	return {
		...opened,
		sql: { ...sql, transact, stores: timedPorts(sql.stores, sql.kind, called) },
		volatile: timedPorts(volatile, kind, called)
	};
}

/** Loaded only where it is asked for, since it costs memory and time at start. */
export async function openMetrics({ metricsPort }: Config): Promise<Prometheus | undefined> {
	if (metricsPort === undefined) return undefined;
	const { openPrometheus } = await import('./adapters/prometheus/index.ts');
	return openPrometheus({ version, node: process.version });
}
