/**
 * The process behind it. What it keeps is JSON in Redis, readable and under the ids themselves. `/code` answers a code
 * that was granted to an account, in the place of the pages on which somebody would sign in.
 */
import Provider from 'oidc-provider';
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createClient } from 'redis';

import { CALLBACK, CHALLENGE, CLIENT } from './application.mjs';

const { PORT, REDIS_URL } = process.env;
const SCOPE = 'openid offline_access';

const client = await createClient({ url: REDIS_URL }).connect();

function createAdapter(model) {
	const keyOf = (id) => `${model}:${id}`;
	const grantKey = (id) => `grant:${id}`;
	return {
		async upsert(id, payload, expiresIn) {
			const write = client.multi().set(keyOf(id), JSON.stringify(payload), { EX: expiresIn });
			if (payload.grantId && model !== 'Grant')
				write.sAdd(grantKey(payload.grantId), keyOf(id)).expire(grantKey(payload.grantId), 86_400);
			await write.exec();
		},
		async find(id) {
			const text = await client.get(keyOf(id));
			return text ? JSON.parse(text) : undefined;
		},
		async consume(id) {
			const text = await client.get(keyOf(id));
			const consumed = Math.floor(Date.now() / 1000);
			await client.set(keyOf(id), JSON.stringify({ ...JSON.parse(text), consumed }), {
				KEEPTTL: true
			});
		},
		destroy: async (id) => void (await client.del(keyOf(id))),
		async revokeByGrantId(id) {
			await client.del([...(await client.sMembers(grantKey(id))), grantKey(id)]);
		},
		findByUid: async () => undefined,
		findByUserCode: async () => undefined
	};
}

const jwk = (type, options, more) => ({
	...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }),
	use: 'sig',
	...more
});

const provider = new Provider(`http://localhost:${PORT}`, {
	adapter: createAdapter,
	clients: [
		{
			client_id: CLIENT,
			redirect_uris: [CALLBACK],
			grant_types: ['authorization_code', 'refresh_token'],
			token_endpoint_auth_method: 'none'
		}
	],
	features: { devInteractions: { enabled: false } },
	findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
	jwks: { keys: [jwk('rsa', { modulusLength: 2048 }, { kid: 'rsa', alg: 'RS256' })] },
	pkce: { required: () => true },
	rotateRefreshToken: true,
	scopes: ['openid', 'offline_access'],
	ttl: {
		AccessToken: 900,
		AuthorizationCode: 600,
		IdToken: 900,
		Grant: 86_400,
		RefreshToken: 86_400
	}
});

async function newCode() {
	const accountId = 'somebody';
	const grant = new provider.Grant({ accountId, clientId: CLIENT });
	grant.addOIDCScope(SCOPE);
	const code = new provider.AuthorizationCode({
		accountId,
		client: await provider.Client.find(CLIENT),
		grantId: await grant.save(),
		gty: 'authorization_code',
		redirectUri: CALLBACK,
		scope: SCOPE,
		codeChallenge: CHALLENGE,
		codeChallengeMethod: 'S256',
		authTime: Math.floor(Date.now() / 1000)
	});
	return code.save();
}

const handle = provider.callback();

process.once('disconnect', () => process.exit(0));
createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
	if (request.url === '/healthz') response.end('alive');
	else if (request.url === '/code') void newCode().then((code) => response.end(code));
	else void handle(request, response);
}).listen(Number(PORT), '127.0.0.1');
