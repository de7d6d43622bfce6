/** Running a program: quietly with its output kept, or in the foreground. */
import { spawn } from 'node:child_process';

import { root, toolEnvironment } from './project.mjs';

const running = new Set();

/**
 * Runs to the end and resolves with the exit code and all output, in the order it came.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, foreground?: boolean }} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { env = {}, foreground = false } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: root,
			env: toolEnvironment(env),
			stdio: foreground ? 'inherit' : ['ignore', 'pipe', 'pipe']
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream?.setEncoding('utf8').on('data', (text) => (output += text));
		}
		running.add(child);
		child.once('error', reject);
		child.once('close', (code) => {
			running.delete(child);
			resolve({ code: code ?? 1, output });
		});
	});
}

/** Runs and throws with the whole output when it fails. */
export async function mustRun(command, args, options) {
	const { code, output } = await run(command, args, options);
	if (code !== 0) throw new Error(`${output}\n${[command, ...args].join(' ')} failed (${code}).`);
	return output;
}

/** Ends what is running now. */
export function endAll(signal = 'SIGTERM') {
	for (const child of running) child.kill(signal);
}
