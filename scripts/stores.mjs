/** Redis and PostgreSQL for the tests: own processes on free ports, in folders that go with them. */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findPostgres, findRedis } from './system-packages.mjs';

const HOST = '127.0.0.1';

function freePort() {
	return new Promise((resolve, reject) => {
		const probe = createServer().once('error', reject);
		probe.listen(0, HOST, () => {
			const { port } = probe.address();
			probe.close(() => resolve(port));
		});
	});
}

/** PostgreSQL refuses to run as root, so it then runs as an account that owns only its folder. */
function unprivileged() {
	if (process.getuid?.() !== 0) return {};
	const id = (flag, account) => Number(execFileSync('id', [flag, account], { encoding: 'utf8' }));
	try {
		return { uid: id('-u', 'postgres'), gid: id('-g', 'postgres') };
	} catch {
		return { uid: id('-u', 'nobody'), gid: id('-g', 'nobody') };
	}
}

function temporaryFolder(name, { uid, gid } = {}) {
	const folder = mkdtempSync(join(tmpdir(), `latchkey-${name}-`));
	if (uid !== undefined) chownSync(folder, uid, gid);
	return folder;
}

/** Starts a server and resolves when it prints the words. When it ends, its folder goes. */
function startServer({ command, args, readyWhen, endWith, folder, owner = {} }) {
	return new Promise((resolve, reject) => {
		// Its own group: a Ctrl-C is for the tests, which then stop it in their order.
		const child = spawn(command, args, { cwd: folder, detached: true, ...owner });
		const gone = new Promise((done) => child.once('close', done));
		const stop = async () => {
			child.kill(endWith);
			await gone;
		};
		let output = '';
		const read = (text) => {
			output += text;
			if (!output.includes(readyWhen)) return;
			output = '';
			for (const stream of [child.stdout, child.stderr]) stream.off('data', read).resume();
			resolve({ stop });
		};
		for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
		child.once('error', reject);
		child.once('exit', (code) => {
			rmSync(folder, { recursive: true, force: true });
			reject(new Error(`${output}\n${command} ended (${code}).`));
		});
	});
}

async function startRedis() {
	const port = await freePort();
	const folder = temporaryFolder('redis');
	const args = ['--port', port, '--bind', HOST, '--dir', folder, '--databases', 64];
	const { stop } = await startServer({
		command: findRedis(),
		args: [...args, '--save', '', '--appendonly', 'no'].map(String),
		readyWhen: 'Ready to accept connections',
		endWith: 'SIGTERM',
		folder
	});
	return { stop, url: `redis://${HOST}:${port}` };
}

async function startPostgres() {
	const { initdb, postgres } = findPostgres();
	const owner = unprivileged();
	const folder = temporaryFolder('postgres', owner);
	const data = join(folder, 'data');
	const setup = ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--auth=trust'];
	try {
		execFileSync(initdb, [...setup, '--no-sync'], { cwd: folder, stdio: 'pipe', ...owner });
	} catch (error) {
		rmSync(folder, { recursive: true, force: true });
		throw error;
	}
	const port = await freePort();
	const listen = ['-D', data, '-h', HOST, '-p', String(port), '-k', folder];
	// A machine that loses power loses the test with it.
	const hasty = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
	const { stop } = await startServer({
		command: postgres,
		args: [...listen, ...hasty.flatMap((each) => ['-c', each]), '-c', 'max_connections=300'],
		readyWhen: 'ready to accept connections',
		// Immediate: nothing in there is worth a checkpoint.
		endWith: 'SIGQUIT',
		folder,
		owner
	});
	return { stop, url: `postgres://postgres@${HOST}:${port}/postgres` };
}

/** Both stores, or those that the environment already names. */
export async function startStores() {
	const { TEST_REDIS_URL, TEST_DATABASE_URL } = process.env;
	if (TEST_REDIS_URL && TEST_DATABASE_URL) {
		return { environment: { TEST_REDIS_URL, TEST_DATABASE_URL }, stop: async () => {} };
	}
	const started = await Promise.allSettled([startRedis(), startPostgres()]);
	const stores = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
	const stop = async () => void (await Promise.all(stores.map((store) => store.stop())));
	const failure = started.find((each) => each.status === 'rejected');
	if (failure) {
		await stop();
		throw failure.reason;
	}
	const [redis, postgres] = stores;
	return { environment: { TEST_REDIS_URL: redis.url, TEST_DATABASE_URL: postgres.url }, stop };
}
