/** A server that is measured: its own process, on the server's core. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { findNode } from '../../scripts/project.mjs';
import { onCores } from '../machine.mjs';

const READY_LIMIT_MS = 30_000;
const running = new Set();

export async function freePort() {
	const probe = createServer().listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const { port } = probe.address();
	probe.close();
	await once(probe, 'close');
	return port;
}

/** Only what a server needs, so that no setting of this shell changes a result. */
function environmentOf(own) {
	const { PATH = '', HOME = '' } = process.env;
	return { PATH, HOME, NODE_ENV: 'production', ...own };
}

/**
 * Spawns a server without waiting for it.
 * @param {{ args: readonly string[], port: number, environment: object, folder: string, cores?: 'server' | 'all' }} launch
 */
export function spawnServer({ args, port, environment, folder, cores = 'server' }) {
	const [command, ...rest] = [...onCores(cores), findNode(), ...args];
	const child = spawn(command, rest, {
		cwd: folder,
		env: environmentOf({ ...environment, PORT: String(port) }),
		stdio: ['ignore', 'pipe', 'pipe', 'ipc']
	});
	running.add(child);
	const closed = once(child, 'close').then(() => running.delete(child));
	let output = '';
	const keep = (text) => (output = (output + text).slice(-20_000));
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', keep);
	return {
		port,
		pid: child.pid,
		output: () => output,
		isUp: () => child.exitCode === null && child.signalCode === null,
		async stop() {
			child.kill('SIGTERM');
			const limit = setTimeout(() => child.kill('SIGKILL'), 5000);
			await closed;
			clearTimeout(limit);
		}
	};
}

/** Spawns a server and resolves when it answers `path` with 200. */
export async function startServer({ path, ...launch }) {
	const server = spawnServer(launch);
	const until = performance.now() + READY_LIMIT_MS;
	while (!(await answers(server.port, path))) {
		if (!server.isUp() || performance.now() > until) {
			await server.stop();
			throw new Error(`A server did not start:\n${server.output()}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	return server;
}

async function answers(port, path) {
	try {
		const { status } = await fetch(`http://127.0.0.1:${port}${path}`);
		return status === 200;
	} catch {
		return false;
	}
}

/** Ends what an interrupted run would leave behind. */
export function endServers() {
	for (const child of running) child.kill('SIGKILL');
}
