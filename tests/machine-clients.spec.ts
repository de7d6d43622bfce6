/** Programs behind which nobody stands, registered by command: what they show themselves by, and how that ends. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import * as client from 'openid-client';

import { hashSecret } from '#lib/server/core/secret.ts';
import { expect, test as base } from './support/fixtures.ts';
import type { ServerProcess } from './support/server-process.ts';

const SECRET = 'a secret that the API and its operator know';
const API = 'https://shop.example/api';
const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
/** It asks about the tokens that it gets. */
const ASKING = {
	id: 'api',
	name: 'API',
	grants: ['client_credentials'],
	authentication: 'client_secret_post',
	secretHash: hashSecret(SECRET),
	audience: API
};
/** Longer than processes take to look again. */
const soon = { timeout: 20_000 };

const test = base.extend({
	environment: [{ LATCHKEY_CLIENTS: JSON.stringify([ASKING]) }, { scope: 'worker' }]
});

// Each runs commands, which are processes of their own.
test.describe.configure({ timeout: 120_000 });

const discover = (server: ServerProcess, id: string, authentication: client.ClientAuth) =>
	client.discovery(
		new URL(server.origin),
		id,
		{ [client.clockSkew]: Math.round((server.now().getTime() - Date.now()) / 1000) },
		authentication,
		{ execute: [client.allowInsecureRequests] }
	);

async function run(server: ServerProcess, ...args: readonly string[]): Promise<string> {
	const ran = await server.latchkey(['clients', ...args]);
	expect(ran.code, ran.notes).toBe(0);
	return ran.out;
}

const added = (server: ServerProcess, id: string, ...own: readonly string[]) => {
	const shared = ['--grant', 'client_credentials', '--scope', 'orders:read', '--audience', API];
	return run(server, 'add', id, '--json', ...shared, ...own);
};

async function isActive(server: ServerProcess, token: string): Promise<boolean> {
	const api = await discover(server, 'api', client.ClientSecretPost(SECRET));
	return (await client.tokenIntrospection(api, token)).active;
}

/** As soon as the running process has taken it over. */
async function granted(config: client.Configuration): Promise<string> {
	const grant = () => client.clientCredentialsGrant(config, { scope: 'orders:read' });
	await expect.poll(() => grant().then(Boolean, () => false), soon).toBe(true);
	return (await grant()).access_token;
}

test('its tokens end when its secret is replaced, and when it is closed', async ({ server }) => {
	const id = `nightly-${randomUUID()}`;
	const withSecret = (out: string) => {
		const { secret } = JSON.parse(out) as { secret: string };
		return discover(server, id, client.ClientSecretBasic(secret));
	};
	const before = await withSecret(
		await added(server, id, '--authentication', 'client_secret_basic')
	);
	const first = await granted(before);
	expect(await isActive(server, first)).toBe(true);

	const after = await withSecret(await run(server, 'rotate-secret', id, '--json'));
	await expect.poll(() => isActive(server, first), soon).toBe(false);
	await expect(client.clientCredentialsGrant(before)).rejects.toMatchObject({ status: 401 });

	const second = await granted(after);
	expect(await isActive(server, second)).toBe(true);
	await run(server, 'disable', id);
	await expect.poll(() => isActive(server, second), soon).toBe(false);
	await expect(client.clientCredentialsGrant(after)).rejects.toMatchObject({ status: 401 });
});

async function keyPair(): Promise<{ privateKey: CryptoKey; publicKey: JWK; secret: JWK }> {
	const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
	const named = { kid: randomUUID(), alg: 'ES256' };
	return {
		privateKey,
		publicKey: { ...(await exportJWK(publicKey)), ...named },
		secret: { ...(await exportJWK(privateKey)), ...named }
	};
}

test('it shows itself by a key, by an assertion that is for this service and counts once', async ({
	page,
	server
}) => {
	const id = `robot-${randomUUID()}`;
	const { privateKey, publicKey, secret } = await keyPair();
	const [file, wrong] = [join(server.folder, `${id}.jwks`), join(server.folder, `${id}.secret`)];
	await writeFile(file, JSON.stringify({ keys: [publicKey] }));
	await writeFile(wrong, JSON.stringify(secret));
	const add = ['clients', 'add', id, '--authentication', 'private_key_jwt', '--audience', API];
	const more = ['--grant', 'client_credentials', '--keys'];
	for (const refused of [wrong, join(server.folder, 'nothing')])
		expect((await server.latchkey([...add, ...more, refused])).code).toBe(1);
	await added(server, id, '--authentication', 'private_key_jwt', '--keys', file);

	const key = { key: privateKey, kid: publicKey.kid ?? '' };
	const config = await discover(server, id, client.PrivateKeyJwt(key));
	expect(await isActive(server, await granted(config))).toBe(true);

	const assertion = (own: { aud?: string; jti?: string; by?: CryptoKey; exp?: number } = {}) => {
		const iat = Math.floor(server.now().getTime() / 1000);
		return new SignJWT({ jti: own.jti ?? randomUUID() })
			.setProtectedHeader({ alg: 'ES256', kid: key.kid })
			.setIssuer(id)
			.setSubject(id)
			.setAudience(own.aud ?? server.origin)
			.setIssuedAt(iat)
			.setExpirationTime(iat + (own.exp ?? 60))
			.sign(own.by ?? privateKey);
	};
	const ask = async (client_assertion: string) => {
		const form = {
			grant_type: 'client_credentials',
			client_id: id,
			client_assertion_type: ASSERTION,
			client_assertion
		};
		return (await page.request.post(`${server.origin}/oauth2/token`, { form })).status();
	};
	const once = await assertion();
	expect(await ask(once)).toBe(200);
	expect(await ask(once)).toBe(401);
	const other = await keyPair();
	const refused = [
		await assertion({ aud: 'https://other.example' }),
		await assertion({ by: other.privateKey }),
		await assertion({ exp: -120 })
	];
	for (const each of refused) expect(await ask(each)).toBe(401);
	const shared = await assertion();
	const racing = await Promise.all(Array.from({ length: 50 }, () => ask(shared)));
	expect(racing.filter((status) => status === 200)).toHaveLength(1);
});
