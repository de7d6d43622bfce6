/**
 * The stage of a run: Redis and PostgreSQL of its own, folders that go with it, and services seeded with the same
 * people. A row opens the services that it measures.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

import { startStores } from '../scripts/stores.mjs';
import { seedBetterAuth } from './seed/better-auth.mjs';
import { openLatchkeyStores, seedApplication, seedPeople } from './seed/latchkey.mjs';
import { people } from './seed/people.mjs';
import { startBare } from './subjects/bare.mjs';
import { startBetterAuth } from './subjects/better-auth.mjs';
import { startLatchkey } from './subjects/latchkey.mjs';
import { startBareProvider } from './subjects/provider.mjs';
import { endServers, freePort } from './subjects/process.mjs';

const COUNTS = { password: 200, totp: 280, passkey: 40, phone: 40 };

/** Each service gets a database of the one Redis, so that none sees the keys of another. */
const subjects = {
	latchkey: { start: startLatchkey, redis: 0 },
	latchkeyEmbedded: { start: startLatchkey },
	betterAuth: { start: startBetterAuth, redis: 1 },
	betterAuthCached: { start: startBetterAuth, redis: 2, hasCookieCache: true },
	betterAuthSqlite: { start: startBetterAuth },
	bare: { start: startBare, redis: 3 },
	bareProvider: { start: startBareProvider, redis: 4 }
};

/** @typedef {Awaited<ReturnType<typeof openStage>>} Stage */

export async function openStage() {
	const folders = [];
	const stores = await startStores();
	const redisUrl = (number) => `${stores.environment.TEST_REDIS_URL}/${number}`;
	const opened = new Set();
	const seeded = new Map();

	const newFolder = () => {
		folders.push(mkdtempSync(join(tmpdir(), 'latchkey-bench-')));
		return folders.at(-1);
	};

	/** Seeds a service when a row first asks for it; passkeys are bound to its port from then on. */
	const placeOf = async (name) => {
		if (seeded.has(name)) return seeded.get(name);
		const { start, redis } = subjects[name];
		const folder = newFolder();
		const port = await freePort();
		const origin = `http://localhost:${port}`;
		const url = redis === undefined ? undefined : redisUrl(redis);
		const place = { folder, port, redisUrl: url, people: people(COUNTS, origin), accounts: [] };
		if (start === startBetterAuth) await seedBetterAuth({ folder, origin }, place.people);
		if (start === startLatchkey) {
			const own = await openLatchkeyStores({ folder, redisUrl: url });
			place.accounts = await seedPeople(own, place.people, origin);
			place.applicationKey = await seedApplication(own);
			await own.close();
		}
		seeded.set(name, place);
		return place;
	};

	return {
		newFolder,
		redisUrl,

		/** An empty database of the one PostgreSQL. */
		async newDatabase(name) {
			const url = new URL(stores.environment.TEST_DATABASE_URL);
			const client = new pg.Client({ connectionString: url.href });
			await client.connect();
			await client.query(`create database ${name}`);
			await client.end();
			url.pathname = `/${name}`;
			return url.href;
		},

		/** How the named service is started, with the people that it was seeded with. */
		async placeOf(name) {
			const { hasCookieCache } = subjects[name];
			return { ...(await placeOf(name)), hasCookieCache };
		},

		/** Starts services by name and keeps them until the row ends. */
		async open(names, settings = {}) {
			const services = {};
			for (const name of names) {
				const place = await this.placeOf(name);
				const service = await subjects[name].start({ ...place, ...settings });
				opened.add(service);
				const { people: own, redisUrl: url, applicationKey } = place;
				services[name] = { ...service, people: own, redisUrl: url, applicationKey };
			}
			return services;
		},

		/** Ends what a row has opened. */
		async clear() {
			await Promise.all([...opened].map((service) => service.stop()));
			opened.clear();
		},

		async close() {
			await this.clear();
			endServers();
			await stores.stop();
			for (const folder of folders) rmSync(folder, { recursive: true, force: true });
		}
	};
}
