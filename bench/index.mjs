/**
 * npm run bench: Latchkey side by side with better-auth and with the limits of the machine.
 *   --quick       a rough look in two minutes
 *   --only ROW    one row, or several with commas between them
 *   --write       keeps the results and writes the tables of docs/performance.md
 */
import { parseArgs } from 'node:util';

import { ensureBuilt } from '../scripts/build.mjs';
import { ensureInstalled } from '../scripts/install.mjs';
import { ensureSystemPackages } from '../scripts/system-packages.mjs';
import { ensureBenchInstalled } from './install.mjs';

const { values: options } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		only: { type: 'string', default: '' },
		write: { type: 'boolean', default: false }
	}
});

try {
	await ensureInstalled();
	await ensureSystemPackages({ withBrowser: false });
	await ensureBenchInstalled();
	await ensureBuilt();
	// Only now is everything there that it imports.
	const { runBench } = await import('./run.mjs');
	process.exitCode = await runBench({ ...options, only: options.only.split(',').filter(Boolean) });
} catch (error) {
	console.error(error);
	process.exitCode = 1;
}
