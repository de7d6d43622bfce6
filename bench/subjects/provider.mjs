/** oidc-provider alone: the library that Latchkey speaks OpenID Connect by, without sessions, accounts or pages. */
import { fileURLToPath } from 'node:url';

import { asService } from './latchkey.mjs';
import { freePort, startServer } from './process.mjs';

const entry = fileURLToPath(new URL('./provider-server.mjs', import.meta.url));

export async function startBareProvider({ port: given, folder, redisUrl, ...rest }) {
	const port = given ?? (await freePort());
	const environment = { REDIS_URL: redisUrl };
	const launch = { args: [entry], port, environment, folder, path: '/healthz', ...rest };
	return asService(await startServer(launch), '');
}
