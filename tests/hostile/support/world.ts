/** A built server on stores of its own, and the person whom attacks are made upon. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, vi } from 'vitest';

import type { Person } from '../../support/person.ts';
import { createServerProcess, freePort, type ServerProcess } from '../../support/server-process.ts';
import { openFreshStores, type StoresName } from '../../support/stores.ts';
import { createBrowser, signUp, type Browser } from './browser.ts';
import { openSnapshots, type Snapshot } from './snapshot.ts';

export const BOTH: readonly StoresName[] = ['redis-postgres', 'embedded'];

export interface World {
	readonly server: ServerProcess;
	/** What the server believes its origin to be. */
	readonly origin: string;
	/** The first administrator, signed in. */
	readonly victim: Browser & Person;
	/** A browser that the server has never seen. */
	browser(): Browser;
	/** A browser in which somebody has just signed up. */
	person(): Promise<Browser & Person>;
	/** Another process on the same stores. */
	second(): Promise<ServerProcess>;
	snapshot(): Promise<Snapshot>;
	/** Where it keeps what. */
	readonly stores: {
		readonly folder: string;
		readonly environment: Readonly<Record<string, string>>;
	};
}

interface Options {
	readonly stores?: StoresName;
	readonly environment?: Readonly<Record<string, string>>;
}

/** Browser tests have the lower numbers. Redis has 64, and there are two workers. */
let opened = 0;
function nextSlot(): number {
	opened += 1;
	return 15 + 16 * Number(process.env['VITEST_POOL_ID']) + opened;
}

/** The link that makes the first administrator. It is printed after the server has said that it is ready. */
const invitationOf = (server: ServerProcess): Promise<string> =>
	vi.waitUntil(() => /invitation=(\S+)\n/.exec(server.logs())?.[1]);

/** Opened while tests are collected, and closed after those that stand beside it. */
export async function openWorld({
	stores = 'redis-postgres',
	environment: own = {}
}: Options = {}): Promise<World> {
	const closings: (() => Promise<unknown>)[] = [];
	afterAll(async () => {
		for (const close of closings.toReversed()) await close();
	});
	const folder = await mkdtemp(join(tmpdir(), 'latchkey-hostile-'));
	closings.push(() => rm(folder, { recursive: true }));
	const fresh = await openFreshStores(stores, nextSlot());
	closings.push(fresh.remove);
	const port = await freePort();
	const environment = {
		LATCHKEY_ORIGIN: `http://localhost:${port}`,
		LATCHKEY_THROTTLE_SCALE: '1000',
		...fresh.environment,
		...own
	};
	const launch = async (at: number): Promise<ServerProcess> => {
		const server = createServerProcess({ folder, environment, port: at });
		closings.push(() => server.stop());
		await server.start();
		return server;
	};
	const server = await launch(port);
	const snapshots = await openSnapshots({ folder, environment });
	closings.push(snapshots.close);

	const origin = environment.LATCHKEY_ORIGIN;
	const browser = (): Browser => createBrowser({ port, origin });
	const member = async (given?: object) => {
		const own = browser();
		return { ...own, ...(await signUp(own, given)) };
	};
	return {
		server,
		origin,
		victim: await member({ invitation: await invitationOf(server) }),
		browser,
		person: () => member(),
		second: async () => launch(await freePort()),
		snapshot: snapshots.take,
		stores: { folder, environment: fresh.environment }
	};
}
