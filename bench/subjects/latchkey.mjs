/** Latchkey as `npm start` runs it: the built server, with budgets so wide that nothing is throttled. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { serverEntry } from '../../scripts/project.mjs';
import { clients, SITE } from './application.mjs';
import { freePort, startServer } from './process.mjs';

/** Known, so that the seeding can seal what the server opens. */
export const MASTER_KEY = { id: 'bench', key: createHash('sha256').update('bench').digest() };

const masterKeys = `${MASTER_KEY.id}:${MASTER_KEY.key.toString('base64url')}`;

/** How to start it, for rows that watch the start itself. */
export async function latchkeyLaunch({
	port: given,
	folder,
	redisUrl,
	databaseUrl,
	isProvider = false,
	isBehindProxy = false,
	...rest
}) {
	const port = given ?? (await freePort());
	const environment = {
		LATCHKEY_DATA_DIR: join(folder, 'data'),
		LATCHKEY_MASTER_KEYS: masterKeys,
		LATCHKEY_THROTTLE_SCALE: '1000000',
		...(redisUrl && { REDIS_URL: redisUrl }),
		...(databaseUrl && { DATABASE_URL: databaseUrl }),
		...(isProvider && { LATCHKEY_CLIENTS: JSON.stringify(clients) }),
		...(isBehindProxy && {
			LATCHKEY_FORWARD_AUTH: JSON.stringify([SITE]),
			LATCHKEY_TRUSTED_PROXIES: '127.0.0.1'
		})
	};
	return { args: [serverEntry], port, environment, folder, path: '/healthz', ...rest };
}

export async function startLatchkey(options) {
	return asService(await startServer(await latchkeyLaunch(options)), '/api/v1');
}

/** A server together with how its calls are addressed. */
export function asService(server, base) {
	return { ...server, origin: `http://localhost:${server.port}`, base };
}
