/** The build: made again when a source is newer. */
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import { buildPackages } from './packages.mjs';
import { step } from './progress.mjs';
import { bin, root, serverEntry } from './project.mjs';
import { mustRun } from './run.mjs';

const sources = ['src', 'static', 'migrations', 'package-lock.json'].concat([
	'vite.config.ts',
	'vite.packages.config.ts',
	'tsconfig.packages.json'
]);

function modifiedMs(path) {
	return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Folders count as well: a deleted file changes only the time of its folder. */
function newestMs(path) {
	const stats = statSync(path, { throwIfNoEntry: false });
	if (!stats?.isDirectory()) return stats?.mtimeMs ?? 0;
	const below = readdirSync(path).map((name) => newestMs(join(path, name)));
	return Math.max(stats.mtimeMs, ...below);
}

function isBuilt() {
	const builtMs = modifiedMs(serverEntry);
	return sources.every((source) => newestMs(join(root, source)) < builtMs);
}

export async function build() {
	const started = new Date();
	const output = (await mustRun(join(bin, 'vite'), ['build'])) + (await buildPackages());
	// What changed while it was built is not in it.
	utimesSync(serverEntry, started, started);
	return output;
}

export async function ensureBuilt() {
	if (!isBuilt()) await step('Building', build);
}
