/** npm run test:faults: installs what the fault suite needs, brings the build up to date and runs it. */
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { endAll, run } from './run.mjs';
import { ensureSystemPackages, storePrograms } from './system-packages.mjs';

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => endAll(signal));

try {
	await ensureInstalled();
	await ensureSystemPackages({ withBrowser: false });
	await ensureBuilt();
	const args = ['tests/faults/index.ts', ...process.argv.slice(2)];
	const { code } = await run('node', args, { env: storePrograms(), foreground: true });
	process.exitCode = code;
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
