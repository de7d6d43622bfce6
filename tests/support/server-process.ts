/** The built server as a child process: started, restarted, killed, and read. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import { findLeaks, findStrangers, secretsSeen, type Output } from './secrets.ts';

const entry = resolve('build/server/main.js');
const cliEntry = resolve('build/server/cli.js');
const preloads = ['clock.mjs', 'witness.ts'].map((name) => resolve('tests/support', name));
const READY_LIMIT_MS = 20_000;

interface Exit {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
}

/** How a command ended, and what it printed. */
export interface Ran {
	readonly code: number | null;
	readonly out: string;
	readonly notes: string;
}

export interface ServerProcess {
	/** Where to talk to it; its own idea of the origin may differ. */
	readonly origin: string;
	readonly port: number;
	/** Where its data folder is. */
	readonly folder: string;
	/** All that it printed, over all its runs. */
	logs(): string;
	isRunning(): boolean;
	pid(): number | undefined;
	start(): Promise<void>;
	/** Asks for a clean end and resolves with how it ended. Fails if it has printed a secret in this life. */
	stop(signal?: NodeJS.Signals): Promise<Exit>;
	kill9(): Promise<Exit>;
	restart(): Promise<void>;
	/** Runs an operator's command with the settings of this server, whether or not it runs. */
	latchkey(args: readonly string[], own?: Readonly<Record<string, string>>): Promise<Ran>;
	/** The time by this process's clock. */
	now(): Date;
	/** Moves this process's clock; the stores' own clocks stay. It is back at the next start. */
	advance(ms: number): Promise<void>;
}

interface Launch {
	/** Holds `./data`; it is the working folder, so that no `.env` of the checkout is read. */
	readonly folder: string;
	readonly environment: Readonly<Record<string, string>>;
	readonly port: number;
}

/** Below those that the system gives to connections, one of which could have it before the server does. */
const PORTS = { from: 16_000, to: 32_000 };

export async function freePort(): Promise<number> {
	for (;;) {
		const port = randomInt(PORTS.from, PORTS.to);
		const probe = createServer().listen(port, '127.0.0.1');
		const isFree = await once(probe, 'listening').then(
			() => true,
			() => false
		);
		if (!isFree) continue;
		probe.close();
		await once(probe, 'close');
		return port;
	}
}

/** Only what a process needs: the settings of whoever runs the tests must not leak in. */
function cleanEnvironment(own: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
	const { PATH = '', HOME = '', TMPDIR } = process.env;
	return { PATH, HOME, ...(TMPDIR ? { TMPDIR } : {}), ...own };
}

function isUp(child: ChildProcess | undefined): child is ChildProcess {
	return child !== undefined && child.exitCode === null && child.signalCode === null;
}

/** A process that was ready has printed the start block, mail, and lines of its log. */
function requireClean(output: Output, leaks: readonly string[]): void {
	if (leaks.length > 0) throw new Error(`The server has printed secrets:\n${leaks.join('\n')}`);
	const strangers = output.stdout.includes(' is ready at ') ? findStrangers(output) : [];
	if (strangers.length > 0)
		throw new Error(`The server has printed what is not of its log:\n${strangers.join('\n')}`);
}

/** Runs a command of the operator in a folder. */
async function runLatchkey(
	args: readonly string[],
	{ folder, environment }: Pick<Launch, 'folder' | 'environment'>
): Promise<Ran> {
	const child = spawn(process.execPath, [cliEntry, ...args], {
		cwd: folder,
		env: cleanEnvironment(environment),
		stdio: ['ignore', 'pipe', 'pipe']
	});
	const [out, notes] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, 'close')
	]);
	return { code: child.exitCode, out, notes };
}

export function createServerProcess({ folder, environment, port }: Launch): ServerProcess {
	let child: ChildProcess | undefined;
	let logs = '';
	let life = { stdout: '', stderr: '' };
	let offsetMs = 0;

	/** At the end of a life, whatever ended it. */
	function requireNoLeak(): void {
		const output = life;
		life = { stdout: '', stderr: '' };
		requireClean(output, findLeaks(output, secretsSeen(folder, environment)));
	}

	/** The server says that it is ready after it listens. */
	async function start(): Promise<void> {
		const own = { ...environment, PORT: String(port) };
		const started = spawn(
			process.execPath,
			[...preloads.flatMap((file) => ['--import', file]), entry],
			{
				cwd: folder,
				env: cleanEnvironment(own),
				// The channel ends the server when the tests die.
				stdio: ['ignore', 'pipe', 'pipe', 'ipc']
			}
		);
		child = started;
		offsetMs = 0;
		await new Promise<void>((ready, fail) => {
			const before = logs.length;
			const timer = setTimeout(
				() => fail(new Error(`Not ready in time:\n${logs}`)),
				READY_LIMIT_MS
			);
			const settle = (act: () => void) => {
				clearTimeout(timer);
				act();
			};
			const read = (name: keyof Output, some: string) => {
				logs += some;
				life[name] += some;
				if (logs.includes(' is ready at ', before)) settle(ready);
			};
			for (const name of ['stdout', 'stderr'] as const)
				started[name]?.setEncoding('utf8').on('data', (some: string) => read(name, some));
			started.once('exit', () => settle(() => fail(new Error(`The server ended:\n${logs}`))));
		});
	}

	async function stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
		const ending = child;
		if (isUp(ending)) {
			const closed = once(ending, 'close');
			ending.kill(signal);
			await closed;
		}
		requireNoLeak();
		return { code: ending?.exitCode ?? null, signal: ending?.signalCode ?? null };
	}

	return {
		origin: `http://localhost:${port}`,
		port,
		folder,
		logs: () => logs,
		isRunning: () => isUp(child),
		pid: () => child?.pid,
		start,
		stop,
		kill9: () => stop('SIGKILL'),
		restart: async () => {
			await stop();
			await start();
		},
		latchkey: (args, own = {}) =>
			runLatchkey(args, { folder, environment: { ...environment, PORT: String(port), ...own } }),
		now: () => new Date(Date.now() + offsetMs),
		advance: async (ms) => {
			if (!isUp(child)) throw new Error('Only a running server has a clock.');
			offsetMs += ms;
			const moved = once(child, 'message');
			child.send({ offsetMs });
			await moved;
		}
	};
}
