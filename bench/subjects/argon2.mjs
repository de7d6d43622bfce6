/** argon2id alone, with Latchkey's parameters, in a process that does nothing else. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { findNode } from '../../scripts/project.mjs';
import { onCores } from '../machine.mjs';

const entry = fileURLToPath(new URL('./argon2-process.mjs', import.meta.url));

export async function startArgon2(folder) {
	const [command, ...args] = [...onCores('all'), findNode(), entry];
	const child = spawn(command, args, {
		cwd: folder,
		stdio: ['ignore', 'inherit', 'inherit', 'ipc']
	});
	await once(child, 'message');
	return {
		/** Verifies passwords for a while, as fast as the machine can. */
		async measure(ms) {
			child.send(ms);
			const [result] = await once(child, 'message');
			return result;
		},
		async stop() {
			child.kill();
			await once(child, 'close');
		}
	};
}
