/** Everything that runs: two processes on one Redis and one PostgreSQL, or one on a disk of its own. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { createServerProcess, freePort, type ServerProcess } from '../support/server-process.ts';
import { createTally } from './tally.ts';
import type { Site } from './browser.ts';
import { startMailServer, type MailServer } from './mail-server.ts';
import { newFolder } from './program.ts';
import { startPostgres, startRedis, type PostgresServer, type RedisServer } from './stores.ts';

export interface World {
	readonly name: string;
	readonly site: Site;
	readonly servers: readonly ServerProcess[];
	/** All that was printed by all processes. */
	logs(): string;
	close(): Promise<void>;
}

export interface SharedWorld extends World {
	readonly redis: RedisServer;
	readonly postgres: PostgresServer;
	readonly mail: MailServer;
	readonly servers: readonly [ServerProcess, ServerProcess];
}

export interface EmbeddedWorld extends World {
	/** Where the server keeps its data, on a small disk of its own if this machine lets us have one. */
	readonly folder: string;
	readonly disk: 'own' | 'shared';
	readonly servers: readonly [ServerProcess];
}

const DISK_SIZE = '24m';

/** The guesses of the attacker are meant to reach a verifier. */
const settingsFor = (port: number) => ({
	LATCHKEY_ORIGIN: `http://localhost:${port}`,
	LATCHKEY_THROTTLE_SCALE: '1000'
});

const siteOf = (servers: readonly ServerProcess[]): Site => ({
	origin: servers[0]?.origin ?? '',
	processes: servers,
	tally: createTally()
});

export async function openSharedWorld(): Promise<SharedWorld> {
	const [redis, postgres, mail] = await Promise.all([
		startRedis(),
		startPostgres(),
		startMailServer()
	]);
	const folder = newFolder('servers');
	const ports = [await freePort(), await freePort()] as const;
	const environment = {
		...settingsFor(ports[0]),
		LATCHKEY_MASTER_KEYS: `k1:${randomBytes(32).toString('base64url')}`,
		REDIS_URL: redis.url,
		DATABASE_URL: postgres.url,
		SMTP_URL: mail.url,
		LATCHKEY_MAIL_FROM: 'Latchkey <no-reply@example.org>'
	};
	const launch = (port: number) => createServerProcess({ folder, environment, port });
	const servers = [launch(ports[0]), launch(ports[1])] as const;
	await Promise.all(servers.map((server) => server.start()));
	return {
		name: 'Redis and PostgreSQL',
		site: siteOf(servers),
		servers,
		redis,
		postgres,
		mail,
		logs: () => servers.map((server) => server.logs()).join(''),
		async close() {
			await Promise.all(servers.map((server) => server.stop()));
			await mail.close();
			await Promise.all([redis.remove(), postgres.remove()]);
			rmSync(folder, { recursive: true });
		}
	};
}

function mountDisk(folder: string): boolean {
	const options = ['-t', 'tmpfs', '-o', `size=${DISK_SIZE},mode=700`, 'latchkey-faults', folder];
	try {
		execFileSync('mount', options, { stdio: 'pipe' });
		return true;
	} catch {
		return false;
	}
}

export async function openEmbeddedWorld(): Promise<EmbeddedWorld> {
	const folder = newFolder('embedded');
	const data = join(folder, 'data');
	mkdirSync(data);
	const isOwn = mountDisk(data);
	const port = await freePort();
	const server = createServerProcess({ folder, environment: settingsFor(port), port });
	await server.start();
	return {
		name: 'embedded',
		site: siteOf([server]),
		servers: [server],
		folder: data,
		disk: isOwn ? 'own' : 'shared',
		logs: () => server.logs(),
		async close() {
			await server.stop();
			if (isOwn) execFileSync('umount', [data]);
			rmSync(folder, { recursive: true });
		}
	};
}
