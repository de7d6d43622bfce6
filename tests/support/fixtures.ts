/** The test function of the browser tests: a built server for each worker, on fresh stores. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { test as base, type Page } from 'playwright/test';

import { createServerProcess, freePort, type ServerProcess } from './server-process.ts';
import { openFreshStores, type StoresName } from './stores.ts';

export { expect } from 'playwright/test';

export interface WorkerOptions {
	stores: StoresName;
	/** Settings of the server beside those that it needs to run. */
	environment: Readonly<Record<string, string>>;
}

interface Server extends ServerProcess {
	/** Another process on the same stores, which believes in the same origin. It ends with the test. */
	second(): Promise<ServerProcess>;
}

interface WorkerServer {
	readonly main: ServerProcess;
	launchAnother(): Promise<ServerProcess>;
}

interface WorkerFixtures extends WorkerOptions {
	workerServer: WorkerServer;
}

export const test = base.extend<{ server: Server }, WorkerFixtures>({
	stores: ['embedded', { option: true, scope: 'worker' }],
	environment: [{}, { option: true, scope: 'worker' }],

	workerServer: [
		async ({ stores, environment: own }, use, worker) => {
			const folder = await mkdtemp(join(tmpdir(), 'latchkey-server-'));
			const fresh = await openFreshStores(stores, worker.parallelIndex);
			const port = await freePort();
			const environment = {
				LATCHKEY_ORIGIN: `http://localhost:${port}`,
				LATCHKEY_THROTTLE_SCALE: '1000',
				...fresh.environment,
				...own
			};
			const main = createServerProcess({ folder, environment, port });
			const launchAnother = async () => {
				const other = createServerProcess({ folder, environment, port: await freePort() });
				await other.start();
				return other;
			};
			await use({ main, launchAnother });
			await main.stop();
			await fresh.remove();
			await rm(folder, { recursive: true });
		},
		{ scope: 'worker', timeout: 60_000 }
	],

	server: async ({ workerServer: { main, launchAnother } }, use) => {
		// The test before may have ended it on purpose.
		if (!main.isRunning()) await main.start();
		const others: ServerProcess[] = [];
		await use({
			...main,
			second: async () => {
				const other = await launchAnother();
				others.push(other);
				return other;
			}
		});
		await Promise.all(others.map((other) => other.stop()));
	},

	baseURL: async ({ server }, use) => use(server.origin),

	// A person acts on a page that has come to life, also where the machine is slow. A test of what
	// happens before that opens a page of its own.
	page: async ({ page, javaScriptEnabled }, use) => {
		if (javaScriptEnabled) await page.addLocatorHandler(asleep(page), () => hydrated(page));
		await use(page);
	}
});

/** A page that is to be hydrated, and is not yet. */
const asleep = (page: Page) =>
	page.locator('html:not([data-hydrated]):has(link[rel="modulepreload"])');

/** Waits until the page's script has taken over; before that, forms are plain forms. */
export async function hydrated(page: Page): Promise<void> {
	await page.locator('html[data-hydrated]').waitFor({ state: 'attached' });
}
