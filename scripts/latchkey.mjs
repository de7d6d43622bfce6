/**
 * npm run latchkey -- <command>: installs and builds when needed, then runs the command on the pinned Node.
 */
import { spawn } from 'node:child_process';

import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { cliEntry, findNode, root } from './project.mjs';
import { endAll } from './run.mjs';

function runCommand() {
	const args = [cliEntry, ...process.argv.slice(2)];
	const child = spawn(findNode(), args, { cwd: root, stdio: 'inherit' });
	for (const signal of ['SIGINT', 'SIGTERM']) {
		process.removeAllListeners(signal).on(signal, () => child.kill(signal));
	}
	child.once('error', (error) => {
		console.error(error.message);
		process.exit(1);
	});
	child.once('exit', (code) => process.exit(code ?? 1));
}

for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => {
		endAll(signal);
		process.exit(130);
	});
}

try {
	await ensureInstalled();
	await ensureBuilt();
	runCommand();
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
