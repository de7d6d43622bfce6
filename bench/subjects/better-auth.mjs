/** better-auth over node:http with its own node handler, set up as its documentation says for production. */
import { fileURLToPath } from 'node:url';

import { asService } from './latchkey.mjs';
import { freePort, startServer } from './process.mjs';

const entry = fileURLToPath(new URL('./better-auth-server.mjs', import.meta.url));

export async function betterAuthLaunch({
	port: given,
	folder,
	redisUrl,
	hasCookieCache = false,
	isProvider = false,
	...rest
}) {
	const port = given ?? (await freePort());
	const environment = {
		BENCH_FOLDER: folder,
		...(redisUrl && { REDIS_URL: redisUrl }),
		...(hasCookieCache && { COOKIE_CACHE: 'on' }),
		...(isProvider && { PROVIDER: 'on' })
	};
	return { args: [entry], port, environment, folder, path: '/api/auth/ok', ...rest };
}

export async function startBetterAuth(options) {
	return asService(await startServer(await betterAuthLaunch(options)), '/api/auth');
}
