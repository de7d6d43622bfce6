/** RFC 6749 §4.4: a program behind which nobody stands. */
import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { expectError } from '../support/backchannel.ts';
import { API } from '../support/clients.ts';
import { basic, post } from '../support/exchange.ts';
import { configurationOf } from '../support/relying-party.ts';

const ask = (own: Readonly<Record<string, string>> = {}, id = 'nightly') =>
	post('/oauth2/token', { grant_type: 'client_credentials', ...own }, { authorization: basic(id) });

test('§4.4.3: it gets what it may, for its API, and no refresh token', async () => {
	const config = await configurationOf('nightly');
	const tokens = await client.clientCredentialsGrant(config, { scope: 'orders:read' });
	expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'orders:read' });
	for (const name of ['refresh_token', 'id_token']) expect(tokens).not.toHaveProperty(name);
	const claims = decodeJwt(tokens.access_token);
	expect(claims).toMatchObject({
		iss: inject('issuer'),
		sub: 'nightly',
		client_id: 'nightly',
		aud: API
	});
	for (const name of ['sid', 'acr', 'amr', 'auth_time']) expect(claims).not.toHaveProperty(name);
});

test('§3.3 and RFC 8707 §2: another scope, and another API', async () => {
	for (const scope of ['orders:close', 'openid', 'orders:read orders:close'])
		await expectError(await ask({ scope }), 400, 'invalid_scope');
	for (const resource of ['https://rival.example/', 'x', `${API}#f`])
		await expectError(await ask({ resource }), 400, 'invalid_target');
});

test('§4.4 and §5.2: who may not, and who does not show that it is itself', async () => {
	await expectError(await ask({}, 'bank'), 400, 'unauthorized_client');
	const form = { grant_type: 'client_credentials', client_id: 'nightly' };
	await expectError(await post('/oauth2/token', form, {}), 401, 'invalid_client');
	const wrong = { authorization: basic('nightly', 'wrong') };
	await expectError(await post('/oauth2/token', form, wrong), 401, 'invalid_client');
	const tool = { ...form, client_id: 'tool' };
	await expectError(await post('/oauth2/token', tool, {}), 400, 'unauthorized_client');
});

test('RFC 9068 §5: its token opens nothing of a person', async () => {
	const config = await configurationOf('nightly');
	const { access_token } = await client.clientCredentialsGrant(config);
	const address = `${inject('issuer')}/oauth2/userinfo`;
	const headers = { authorization: `Bearer ${access_token}` };
	expect((await fetch(address, { headers })).status).toBe(401);
});
