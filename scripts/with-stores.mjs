/**
 * Runs a command with Redis and PostgreSQL for tests, in TEST_REDIS_URL and TEST_DATABASE_URL:
 *   node scripts/with-stores.mjs [--build] [--browser] <command> [arguments]
 * --build brings the build up to date first, --browser makes sure that there is one.
 */
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { endAll, run } from './run.mjs';
import { startStores } from './stores.mjs';
import { ensureSystemPackages } from './system-packages.mjs';

const args = process.argv.slice(2);
const commandAt = args.findIndex((arg) => !arg.startsWith('--'));
const flags = new Set(args.slice(0, commandAt));
const [command, ...rest] = args.slice(commandAt);

let isInterrupted = false;
// The command ends on the signal, and then the stores are stopped as after any other end.
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => {
		isInterrupted = true;
		endAll(signal);
	});
}

async function runCommand(env) {
	if (isInterrupted) return 130;
	return (await run(command, rest, { env, foreground: true })).code;
}

try {
	await ensureInstalled();
	await ensureSystemPackages({ withBrowser: flags.has('--browser') });
	if (flags.has('--build')) await ensureBuilt();
	const stores = await startStores();
	try {
		process.exitCode = await runCommand(stores.environment);
	} finally {
		await stores.stop();
	}
} catch (error) {
	console.error(error.message);
	process.exitCode = 1;
}
