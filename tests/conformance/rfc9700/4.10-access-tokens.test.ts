/** RFC 9700 §4.9, §4.10 and §2.3: an access token is worth something here, for what was allowed, in a header or a body. */
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { both, relyingParty } from '../support/relying-party.ts';

test('it is not taken in an address. RFC 6750 §2.3', async () => {
	const { visitor, party } = await both();
	const { access_token: token } = await party.signIn(visitor);
	const response = await fetch(`${inject('issuer')}/oauth2/userinfo?access_token=${token}`);
	expect(response.status).toBe(400);
});

test('in two places at once it is not taken', async () => {
	const { visitor, party } = await both();
	const { access_token: token } = await party.signIn(visitor);
	const response = await fetch(`${inject('issuer')}/oauth2/userinfo`, {
		method: 'POST',
		headers: { authorization: `Bearer ${token}` },
		body: new URLSearchParams({ access_token: token })
	});
	expect(response.status).toBe(400);
});

test('it tells what was allowed, and nothing else of the account', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { scope: 'openid' });
	expect(Object.keys(await party.userinfo(tokens))).toEqual(['sub']);
});

test('it is none of our own API, and an ID token or a refresh token is no access token', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor);
	const ask = async (path: string, token = '') => {
		const headers = { authorization: `Bearer ${token}`, 'latchkey-client': 'basic' };
		return (await fetch(`${inject('issuer')}${path}`, { headers })).status;
	};
	expect(await ask('/oauth2/userinfo', tokens.access_token)).toBe(200);
	for (const path of ['/api/v1/session', '/api/v1/tokens/session'])
		expect(await ask(path, tokens.access_token), path).toBeOneOf([401, 403]);
	expect(await ask('/oauth2/userinfo', tokens.id_token)).toBe(401);
	expect(await ask('/oauth2/userinfo', tokens.refresh_token)).toBe(401);
});

test('another application learns nothing of it, and takes it from nobody', async () => {
	const { visitor, party } = await both();
	const other = await relyingParty('asking');
	const tokens = await party.signIn(visitor);
	const seen = await client.tokenIntrospection(other.config, tokens.access_token);
	expect(seen).toEqual({ active: false });
	await client.tokenRevocation(other.config, tokens.access_token).catch(() => undefined);
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
