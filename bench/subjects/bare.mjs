/** The limits: what node:http, SHA-256 and Redis cost without any product around them. */
import { fileURLToPath } from 'node:url';

import { asService } from './latchkey.mjs';
import { freePort, startServer } from './process.mjs';

const entry = fileURLToPath(new URL('./bare-server.mjs', import.meta.url));

/** @param {{ folder: string, redisUrl?: string, page?: string }} options `page` names a file that it serves. */
export async function bareLaunch({ port: given, folder, redisUrl, page, ...rest }) {
	const port = given ?? (await freePort());
	const environment = {
		...(redisUrl && { REDIS_URL: redisUrl }),
		...(page && { BENCH_PAGE: page })
	};
	return { args: [entry], port, environment, folder, path: '/healthz', ...rest };
}

export async function startBare(options) {
	return asService(await startServer(await bareLaunch(options)), '');
}
