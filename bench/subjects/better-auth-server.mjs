/** The process that serves better-auth. */
import { toNodeHandler } from 'better-auth/node';
import { getMigrations } from 'better-auth/db/migration';
import { createServer } from 'node:http';

import { createAuth } from './better-auth-options.mjs';

const { PORT, BENCH_FOLDER, REDIS_URL, COOKIE_CACHE } = process.env;

const auth = await createAuth({
	folder: BENCH_FOLDER,
	origin: `http://localhost:${PORT}`,
	redisUrl: REDIS_URL,
	hasCookieCache: COOKIE_CACHE === 'on'
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();

process.once('disconnect', () => process.exit(0));
createServer({ keepAliveTimeout: 65_000 }, toNodeHandler(auth)).listen(Number(PORT), '127.0.0.1');
