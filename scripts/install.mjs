/** Packages: installed from the lockfile when node_modules does not hold what it says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { step } from './progress.mjs';
import { root } from './project.mjs';
import { mustRun } from './run.mjs';

function readPackages(...path) {
	try {
		return JSON.parse(readFileSync(join(root, ...path), 'utf8')).packages;
	} catch (error) {
		if (error.code === 'ENOENT') return undefined;
		throw error;
	}
}

/** Compared by content: a checkout or an install moves the times of files that did not change. */
function isInstalled() {
	const wanted = readPackages('package-lock.json');
	const present = readPackages('node_modules', '.package-lock.json');
	if (present === undefined) return false;
	return Object.entries(wanted).every(
		([path, { version, optional }]) =>
			path === '' || present[path]?.version === version || (optional && !(path in present))
	);
}

export async function ensureInstalled() {
	if (isInstalled()) return;
	const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
	const env = { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
	await step('Installing packages from the lockfile', () => mustRun('npm', args, { env }));
}
