/** What the tests need from the system: a browser, proxies, Redis and PostgreSQL. */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import { step } from './progress.mjs';
import { mustRun } from './run.mjs';

const POSTGRES_ROOT = '/usr/lib/postgresql';

function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

function which(name, folders = (process.env.PATH ?? '').split(delimiter)) {
	return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Debian keeps the server's programs out of the path, one folder for each version. */
function postgresFolders() {
	if (!existsSync(POSTGRES_ROOT)) return [];
	const versions = readdirSync(POSTGRES_ROOT).sort((a, b) => Number(b) - Number(a));
	return versions.map((version) => join(POSTGRES_ROOT, version, 'bin'));
}

/** Debian keeps what administrators start out of people's path. */
function whichAnywhere(name) {
	return which(name) ?? which(name, ['/usr/sbin', '/sbin']);
}

export function findRedis() {
	return which('redis-server');
}

/** The folder-independent paths of `initdb` and `postgres`, from one installation. */
export function findPostgres() {
	const onPath = (process.env.PATH ?? '').split(delimiter);
	const folder = [...postgresFolders(), ...onPath].find((each) => which('initdb', [each]));
	return folder && { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
}

/** Where the programs are, for tests that start them themselves. */
export function storePrograms() {
	const { initdb, postgres } = findPostgres();
	return { TEST_REDIS: findRedis(), TEST_INITDB: initdb, TEST_POSTGRES: postgres };
}

async function hasBrowser() {
	if (existsSync('/usr/bin/chromium')) return true;
	const { chromium } = await import('playwright');
	return existsSync(chromium.executablePath());
}

const stores = [
	{ apt: 'redis-server', brew: 'brew install redis', isPresent: findRedis },
	{ apt: 'postgresql', brew: 'brew install postgresql', isPresent: findPostgres }
];
const browser = {
	apt: 'chromium',
	brew: 'npx playwright install chromium',
	isPresent: hasBrowser
};

/** In front of the sites of the browser tests. */
const proxies = [
	{
		apt: 'nginx-light',
		brew: 'brew install nginx',
		isPresent: () => whichAnywhere('nginx')
	},
	{ apt: 'caddy', brew: 'brew install caddy', isPresent: () => whichAnywhere('caddy') }
];

async function missingOf(needs) {
	const present = await Promise.all(needs.map((need) => need.isPresent()));
	return needs.filter((_, index) => !present[index]);
}

function canUseApt() {
	return process.getuid?.() === 0 && which('apt-get') !== undefined;
}

function apt(...args) {
	return mustRun('apt-get', args, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
}

/** Installs what is missing where it may, or throws with how to get it. */
export async function ensureSystemPackages({ withBrowser }) {
	const needs = withBrowser ? [...stores, browser, ...proxies] : stores;
	const missing = await missingOf(needs);
	if (missing.length === 0) return;
	const names = missing.map((need) => need.apt);
	if (!canUseApt()) {
		const ways = missing.map(
			(need) => `  ${need.apt}: sudo apt-get install ${need.apt}, or ${need.brew}`
		);
		throw new Error(['The tests need programs that are missing:', ...ways].join('\n'));
	}
	await step(`Installing ${names.join(', ')}`, async () => {
		await apt('-qq', 'update');
		await apt('-qq', 'install', '-y', '--no-install-recommends', ...names);
	});
	const absent = await missingOf(needs);
	if (absent.length > 0) throw new Error(`${absent[0].apt} was installed but is not found.`);
}
