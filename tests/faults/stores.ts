/** Redis and PostgreSQL as an operator would run them, with handles for what can go wrong. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import pg from 'pg';
import { createClient } from 'redis';

import { freePort } from '../support/server-process.ts';
import { createProgram, newFolder, unprivileged, type Program } from './program.ts';

const HOST = '127.0.0.1';

function programNamed(name: 'TEST_REDIS' | 'TEST_INITDB' | 'TEST_POSTGRES'): string {
	const path = process.env[name];
	if (!path) throw new Error(`${name} is not set: run the faults by "npm run test:faults".`);
	return path;
}
const FILES = 'appendonlydir';

export interface RedisServer extends Program {
	readonly url: string;
	/** Sends commands over a connection of their own. */
	command(...words: readonly string[]): Promise<unknown>;
	/** Keeps what is on disk now, for `revert`. */
	snapshot(): void;
	/** Kills it and starts it on the snapshot: the past is back. */
	revert(): Promise<void>;
	/** Kills it and starts it on nothing. */
	restartEmpty(): Promise<void>;
}

export async function startRedis(): Promise<RedisServer> {
	const port = await freePort();
	const folder = newFolder('redis');
	const where = ['--port', port, '--bind', HOST, '--dir', folder, '--appenddirname', FILES];
	// What Redis has acknowledged is on its disk, so that only a fault which says so loses any of it.
	const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
	const program = createProgram({
		command: programNamed('TEST_REDIS'),
		args: [...where, ...durable].map(String),
		folder,
		readyWhen: 'Ready to accept connections'
	});
	await program.start();
	const url = `redis://${HOST}:${port}`;
	const [files, kept] = [join(folder, FILES), join(folder, 'kept')];

	const startOn = async (source?: string) => {
		await program.kill();
		rmSync(files, { recursive: true });
		if (source) cpSync(source, files, { recursive: true });
		await program.start();
	};

	return {
		...program,
		url,
		async command(...words) {
			const client = createClient({ url });
			client.on('error', () => undefined);
			await client.connect();
			try {
				return await client.sendCommand(words);
			} finally {
				client.destroy();
			}
		},
		snapshot() {
			rmSync(kept, { recursive: true, force: true });
			cpSync(files, kept, { recursive: true });
		},
		revert: () => startOn(kept),
		restartEmpty: () => startOn()
	};
}

export interface PostgresServer extends Program {
	readonly url: string;
	query(sql: string): Promise<unknown>;
	/** Takes every connection that there is, and returns what gives them back. */
	exhaust(): Promise<() => Promise<void>>;
}

const ENDS_OTHERS = `select pg_terminate_backend(pid) from pg_stat_activity
	where application_name = 'latchkey'`;

export const endConnections = (postgres: PostgresServer) => postgres.query(ENDS_OTHERS);

export async function startPostgres(): Promise<PostgresServer> {
	const owner = unprivileged();
	const folder = newFolder('postgres', owner);
	const data = join(folder, 'data');
	const setup = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--auth=trust'];
	const quietly = { cwd: folder, stdio: 'pipe', ...owner } as const;
	execFileSync(programNamed('TEST_INITDB'), [...setup, '--no-sync'], quietly);
	const port = await freePort();
	// Its own defaults for everything that keeps an acknowledged write.
	const listen = ['-D', data, '-h', HOST, '-p', String(port), '-k', folder];
	const program = createProgram({
		command: programNamed('TEST_POSTGRES'),
		args: [...listen, '-c', 'max_connections=40'],
		folder,
		readyWhen: 'ready to accept connections',
		owner
	});
	await program.start();
	const url = `postgres://postgres@${HOST}:${port}/postgres`;
	const connect = async () => {
		const client = new pg.Client({ connectionString: url });
		client.on('error', () => undefined);
		await client.connect();
		return client;
	};

	return {
		...program,
		url,
		async query(sql) {
			const client = await connect();
			try {
				return await client.query(sql);
			} finally {
				await client.end();
			}
		},
		async exhaust() {
			const first = await connect();
			const taken = [first];
			await first.query(ENDS_OTHERS);
			for (;;) {
				const next = await connect().catch(() => undefined);
				if (!next) break;
				taken.push(next);
			}
			return async () => void (await Promise.all(taken.map((client) => client.end())));
		}
	};
}
