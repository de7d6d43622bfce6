/** The process that serves better-auth. */
import { toNodeHandler } from 'better-auth/node';
import { getMigrations } from 'better-auth/db/migration';
import { createServer } from 'node:http';

import { CALLBACK, CLIENT } from './application.mjs';
import { createAuth } from './better-auth-options.mjs';

const { PORT, BENCH_FOLDER, REDIS_URL, COOKIE_CACHE, PROVIDER } = process.env;

const auth = await createAuth({
	folder: BENCH_FOLDER,
	origin: `http://localhost:${PORT}`,
	redisUrl: REDIS_URL,
	hasCookieCache: COOKIE_CACHE === 'on',
	isProvider: PROVIDER === 'on'
});
const { runMigrations } = await getMigrations(auth.options);
await runMigrations();

if (PROVIDER === 'on') {
	const { adapter } = await auth.$context;
	const where = [{ field: 'clientId', value: CLIENT }];
	const known = await adapter.findOne({ model: 'oauthClient', where });
	if (!known)
		await adapter.create({
			model: 'oauthClient',
			data: {
				clientId: CLIENT,
				name: 'Bench',
				public: true,
				redirectUris: [CALLBACK],
				tokenEndpointAuthMethod: 'none',
				grantTypes: ['authorization_code', 'refresh_token'],
				responseTypes: ['code'],
				scopes: ['openid', 'offline_access'],
				requirePKCE: true,
				skipConsent: true,
				createdAt: new Date(),
				updatedAt: new Date()
			}
		});
}

process.once('disconnect', () => process.exit(0));
createServer({ keepAliveTimeout: 65_000 }, toNodeHandler(auth)).listen(Number(PORT), '127.0.0.1');
