/** The bench's own packages: what it compares with is no dependency of the product. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { step } from '../scripts/progress.mjs';
import { mustRun } from '../scripts/run.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));

function versionsIn(path) {
	try {
		const { packages } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
		return Object.entries(packages)
			.filter(([name, { optional, peer }]) => name !== '' && !optional && !peer)
			.map(([name, { version }]) => `${name} ${version}`);
	} catch (error) {
		if (error.code === 'ENOENT') return undefined;
		throw error;
	}
}

function isInstalled() {
	const present = new Set(versionsIn('node_modules/.package-lock.json'));
	return versionsIn('package-lock.json').every((each) => present.has(each));
}

export async function ensureBenchInstalled() {
	if (isInstalled()) return;
	const args = ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
	await step('Installing what the bench compares with', () => mustRun('npm', args));
}
