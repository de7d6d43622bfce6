/**
 * npm start: installs, builds and serves, each only when needed.
 * It runs on the Node that the system has; the server runs on the pinned one.
 */
import { spawn } from 'node:child_process';

import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { findNode, root, serverEntry } from './project.mjs';
import { endAll } from './run.mjs';

function serve() {
	// The channel tells the server when this process dies, so that it never outlives it.
	const child = spawn(findNode(), [serverEntry], {
		cwd: root,
		stdio: ['inherit', 'inherit', 'inherit', 'ipc']
	});
	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.removeAllListeners(signal).on(signal, () => child.kill(signal));
	}
	child.once('error', (error) => console.error(error.message));
	child.once('exit', (code) => process.exit(code ?? 1));
}

for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => {
		endAll(signal);
		process.exit(0);
	});
}

try {
	await ensureInstalled();
	await ensureBuilt();
	serve();
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
