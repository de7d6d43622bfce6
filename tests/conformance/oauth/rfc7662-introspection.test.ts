/** RFC 7662: who asks has shown that it is itself, and learns of tokens that are its business. */
import * as client from 'openid-client';
import { expect, test } from 'vitest';

import { expectError } from '../support/backchannel.ts';
import { API } from '../support/clients.ts';
import { pass } from '../support/clock.ts';
import { basic, post } from '../support/exchange.ts';
import { both, configurationOf } from '../support/relying-party.ts';

const INACTIVE = { active: false };

test('§2.2: what a good token is, and no more of the person than who it is', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { scope: 'openid profile email' });
	const sub = tokens.claims()?.sub;
	const told = await client.tokenIntrospection(party.config, tokens.access_token);
	expect(told).toMatchObject({ active: true, client_id: 'basic', sub, token_type: 'Bearer' });
	for (const name of ['name', 'email', 'preferred_username']) expect(told).not.toHaveProperty(name);
});

test('§2.1: nobody is told who has not shown that it is itself', async () => {
	const { visitor, party } = await both();
	const { access_token: token } = await party.signIn(visitor);
	const ask = (headers: Readonly<Record<string, string>>, own = {}) =>
		post('/oauth2/introspect', { token, ...own }, headers);
	await expectError(await ask({}), 400, 'invalid_request');
	await expectError(await ask({}, { client_id: 'basic' }), 401, 'invalid_client');
	await expectError(await ask({ authorization: basic('basic', 'x') }), 401, 'invalid_client');
	await expectError(await ask({ authorization: `Bearer ${token}` }), 400, 'invalid_request');
});

test('§2.2: one of another application, one of nobody, and one that is over are told alike', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor);
	const ask = async (id: string, token: string): Promise<unknown> => {
		const answer = await post('/oauth2/introspect', { token }, { authorization: basic(id) });
		return answer.json();
	};
	expect(await ask('bank', tokens.access_token)).toEqual(INACTIVE);
	expect(await ask('bank', tokens.refresh_token ?? '')).toEqual(INACTIVE);
	expect(await ask('bank', tokens.id_token ?? '')).toEqual(INACTIVE);
	expect(await ask('basic', 'nothing')).toEqual(INACTIVE);
	await pass(15 * 60 + 1);
	expect(await ask('basic', tokens.access_token)).toEqual(INACTIVE);
	await visitor.signOut();
	expect(await ask('basic', tokens.refresh_token ?? '')).toEqual(INACTIVE);
});

test('§4: whose API it is for may ask, of a token that is a JWT', async () => {
	const { access_token } = await client.clientCredentialsGrant(await configurationOf('nightly'));
	const asked = async (id: 'bank' | 'rival') =>
		client.tokenIntrospection(await configurationOf(id), access_token);
	expect(await asked('bank')).toMatchObject({ active: true, aud: API, client_id: 'nightly' });
	expect(await asked('rival')).toEqual(INACTIVE);
	const forged = `${access_token.slice(0, -4)}AAAA`;
	const told = await client.tokenIntrospection(await configurationOf('bank'), forged);
	expect(told).toEqual(INACTIVE);
});
