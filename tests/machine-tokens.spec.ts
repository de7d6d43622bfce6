/**
 * Access tokens that an API verifies by itself: of somebody who signed in, and of a program behind which nobody stands.
 * RFC 6749 §4.4, RFC 8707, RFC 9068.
 */
import * as client from 'openid-client';
import type { Page } from 'playwright/test';

import { hashSecret } from '#lib/server/core/secret.ts';
import { createVerifier } from '../src/verifier/index.ts';
import { apiOf, newPerson } from './support/api.ts';
import { expect, test as base } from './support/fixtures.ts';

const SECRET = 'a secret that the application and its operator know';
const API = 'https://shop.example/api';
const BACK = 'http://127.0.0.1:9/callback';
const confidential = {
	authentication: 'client_secret_basic',
	secretHash: hashSecret(SECRET),
	audience: API
};
const CLIENTS = [
	{
		...confidential,
		id: 'shop',
		name: 'Shop',
		redirectUris: [BACK],
		consent: 'implied',
		scopes: ['openid', 'profile']
	},
	{
		...confidential,
		id: 'nightly',
		name: 'Nightly',
		grants: ['client_credentials'],
		scopes: ['orders:read', 'orders:close']
	},
	{ ...confidential, id: 'stranger', name: 'Stranger', audience: 'https://stranger.example/' },
	{ id: 'tool', name: 'Tool', grants: ['device_code'], audience: API },
	{ id: 'page', name: 'Page', audience: API }
];

const test = base.extend({
	environment: [{ LATCHKEY_CLIENTS: JSON.stringify(CLIENTS.map(fit)) }, { scope: 'worker' }]
});

/** One that is only asked for what it may learn has to come by tokens somehow. */
function fit(each: (typeof CLIENTS)[number]) {
	return each.id === 'stranger' ? { ...each, grants: ['client_credentials'] } : each;
}

interface Server {
	readonly origin: string;
	readonly now: () => Date;
}

const discover = ({ origin, now }: Server, id: string) =>
	client.discovery(
		new URL(origin),
		id,
		{ [client.clockSkew]: Math.round((now().getTime() - Date.now()) / 1000) },
		id === 'tool' ? client.None() : client.ClientSecretBasic(SECRET),
		{ execute: [client.allowInsecureRequests] }
	);

const claimsIn = (token: string) =>
	JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
		string,
		unknown
	>;

async function signIn(page: Page, server: Server, own: Readonly<Record<string, string>>) {
	const config = await discover(server, 'shop');
	const pkceCodeVerifier = client.randomPKCECodeVerifier();
	const url = client.buildAuthorizationUrl(config, {
		redirect_uri: BACK,
		scope: 'openid profile',
		code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
		code_challenge_method: 'S256',
		...own
	});
	const { location = '' } = (await page.request.get(url.href, { maxRedirects: 0 })).headers();
	const tokens = await client.authorizationCodeGrant(config, new URL(location), {
		pkceCodeVerifier
	});
	return { config, tokens };
}

const somebody = (page: Page, server: Server) =>
	apiOf(page.request, server).post('/accounts', newPerson());

test('an application that names its API gets tokens which the API verifies, and they end with the session', async ({
	page,
	server
}) => {
	await somebody(page, server);
	const { config, tokens } = await signIn(page, server, { resource: API });
	const verifier = createVerifier({ issuer: server.origin, audience: API, now: server.now });
	const call = (token: string) => ({
		method: 'GET',
		url: `${API}/orders`,
		headers: { authorization: `Bearer ${token}` }
	});
	const claims = await verifier.verify(call(tokens.access_token));
	expect(claims).toMatchObject({ client_id: 'shop', acr: 'aal1', amr: ['pwd'] });
	expect(claims.sub).toBe(tokens.claims()?.sub);
	expect(Object.keys(claims).toSorted()).toEqual([
		'acr',
		'amr',
		'aud',
		'auth_time',
		'client_id',
		'consent_id',
		'exp',
		'grant_id',
		'iat',
		'iss',
		'jti',
		'sid',
		'sub'
	]);
	const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', {
		resource: API
	});
	expect(await verifier.verify(call(next.access_token))).toMatchObject({ sid: claims.sid });
	await expect(
		client.fetchUserInfo(config, tokens.access_token, client.skipSubjectCheck)
	).rejects.toThrow();

	expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({
		active: true,
		sub: claims.sub
	});
	await apiOf(page.request, server).send('DELETE', '/session');
	for (const token of [tokens.access_token, next.access_token])
		expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
});

test('an application gives back one token, and every process says so', async ({ page, server }) => {
	await somebody(page, server);
	const second = await server.second();
	const { config, tokens } = await signIn(page, server, { resource: API });
	const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', {
		resource: API
	});
	const given = tokens.access_token;
	const isLive = async (token: string) =>
		(await client.tokenIntrospection(config, token)).active === true;

	const stranger = await discover(server, 'stranger');
	await client.tokenRevocation(stranger, given);
	await client.tokenRevocation(config, `${given.slice(0, -4)}AAAA`);
	expect(await isLive(given)).toBe(true);

	const basic = Buffer.from(`shop:${encodeURIComponent(SECRET)}`).toString('base64');
	const ask = async (path: string, at: number) => {
		const { origin } = at % 2 === 0 ? server : second;
		const headers = { authorization: `Basic ${basic}` };
		return page.request.post(`${origin}/oauth2/${path}`, { headers, form: { token: given } });
	};
	const answers = await Promise.all(Array.from({ length: 50 }, (_, at) => ask('revoke', at)));
	for (const answer of answers) expect([answer.status(), await answer.text()]).toEqual([200, '']);
	for (const at of [0, 1])
		expect(await (await ask('introspect', at)).json()).toEqual({ active: false });
	// The others of the same sign-in go on.
	expect(await isLive(next.access_token)).toBe(true);
	expect(
		(await client.refreshTokenGrant(config, next.refresh_token ?? '')).access_token
	).toBeDefined();
});

test('a machine gives back its own', async ({ server }) => {
	const config = await discover(server, 'nightly');
	const { access_token: token } = await client.clientCredentialsGrant(config, {
		scope: 'orders:read'
	});
	expect((await client.tokenIntrospection(config, token)).active).toBe(true);
	await client.tokenRevocation(config, token);
	expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
});

test('without naming it they are opaque, and another API is no target', async ({
	page,
	server
}) => {
	await somebody(page, server);
	const { config, tokens } = await signIn(page, server, {});
	expect(tokens.access_token).not.toContain('.');
	expect(
		await client.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '')
	).toHaveProperty('preferred_username');
	await expect(
		signIn(page, server, { resource: 'https://stranger.example/' })
	).rejects.toMatchObject({ error: 'invalid_target' });
});

test('what the operator has not said that it may ask for, it is refused', async ({
	page,
	server
}) => {
	await somebody(page, server);
	await expect(signIn(page, server, { scope: 'openid email' })).rejects.toMatchObject({
		error: 'invalid_scope'
	});
	await signIn(page, server, { scope: 'openid profile' });
});

test('a device gets them as well', async ({ page, server }) => {
	await somebody(page, server);
	const config = await discover(server, 'tool');
	const device = await client.initiateDeviceAuthorization(config, {
		scope: 'openid',
		resource: API
	});
	await page.goto(device.verification_uri_complete ?? '');
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Go back to the device');
	const { access_token } = await client.genericGrantRequest(
		config,
		'urn:ietf:params:oauth:grant-type:device_code',
		{ device_code: device.device_code }
	);
	expect(claimsIn(access_token)).toMatchObject({ aud: API, acr: 'aal1', client_id: 'tool' });
});

test('a program behind which nobody stands gets tokens for its API, of what it may ask for', async ({
	server
}) => {
	const config = await discover(server, 'nightly');
	const { access_token, scope, id_token, refresh_token } = await client.clientCredentialsGrant(
		config,
		{ scope: 'orders:read' }
	);
	expect({ scope, id_token, refresh_token }).toEqual({ scope: 'orders:read' });
	const claims = claimsIn(access_token);
	expect(claims).toMatchObject({
		iss: server.origin,
		aud: API,
		sub: 'nightly',
		client_id: 'nightly',
		scope: 'orders:read'
	});
	expect(claims).not.toHaveProperty('sid');
	expect(await client.tokenIntrospection(config, access_token)).toMatchObject({
		active: true,
		sub: 'nightly',
		scope: 'orders:read'
	});
	const verifier = createVerifier({ issuer: server.origin, audience: API, now: server.now });
	const headers = { authorization: `Bearer ${access_token}` };
	// It is nobody's: an API that expects a person gets none.
	await expect(verifier.verify({ method: 'GET', url: API, headers })).rejects.toMatchObject({
		code: 'invalid_token'
	});
	for (const more of [{ scope: 'orders:read openid' }, { scope: 'accounts' }])
		await expect(client.clientCredentialsGrant(config, more)).rejects.toMatchObject({
			error: 'invalid_scope'
		});
	await expect(
		client.clientCredentialsGrant(config, { resource: 'https://stranger.example/' })
	).rejects.toMatchObject({ error: 'invalid_target' });
});

test('an API learns of tokens that are for it, and of no others', async ({ server }) => {
	const { access_token } = await client.clientCredentialsGrant(await discover(server, 'nightly'));
	const asked = async (id: string) =>
		client.tokenIntrospection(await discover(server, id), access_token);
	expect(await asked('shop')).toMatchObject({ active: true, client_id: 'nightly' });
	expect(await asked('stranger')).toEqual({ active: false });
	const forged = `${access_token.slice(0, -2)}AA`;
	expect(await client.tokenIntrospection(await discover(server, 'shop'), forged)).toEqual({
		active: false
	});
});

test('the same place answers for tokens of own screens', async ({ page, server }) => {
	const person = newPerson();
	const { username, password } = person;
	await apiOf(page.request, server).post('/accounts', person);
	await page.context().clearCookies();
	const call = async (path: string, data: object) => {
		const response = await page.request.post(`${server.origin}/api/v1${path}`, {
			headers: { 'latchkey-client': 'page', 'content-type': 'application/json' },
			data
		});
		expect(response.ok(), await response.text()).toBe(true);
		return (await response.json()) as { code: string; accessToken: string; refreshToken: string };
	};
	const { code } = await call('/sign-in/password', { identifier: username, password });
	const { accessToken } = await call('/tokens', { code });
	const shop = await discover(server, 'shop');
	expect(await client.tokenIntrospection(shop, accessToken)).toMatchObject({
		active: true,
		client_id: 'page'
	});
	const stranger = await discover(server, 'stranger');
	expect(await client.tokenIntrospection(stranger, accessToken)).toEqual({ active: false });
});
