/** RFC 7009: an application gives back what is its own, and learns nothing of what is not. */
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { expectError } from '../support/backchannel.ts';
import { basic, post } from '../support/exchange.ts';
import { both, type RelyingParty } from '../support/relying-party.ts';

type Tokens = Awaited<ReturnType<RelyingParty['signIn']>>;

async function expectOver({ config }: RelyingParty, tokens: Tokens): Promise<void> {
	await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
		error: 'invalid_grant'
	});
	expect(await client.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
}

test('§2.1: a refresh token, and the access tokens of the same grant', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor);
	await client.tokenRevocation(party.config, tokens.refresh_token ?? '');
	await expectOver(party, tokens);
});

test('§2.1: an access token, whatever it is said to be', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor);
	await client.tokenRevocation(party.config, tokens.access_token, {
		token_type_hint: 'refresh_token'
	});
	expect(await client.tokenIntrospection(party.config, tokens.access_token)).toEqual({
		active: false
	});
});

test('§2.2: what is no token, and what is over already, is as good as given back', async () => {
	const { visitor, party } = await both();
	const { access_token } = await party.signIn(visitor);
	for (const token of ['nothing', access_token, access_token])
		expect((await post('/oauth2/revoke', { token })).status).toBe(200);
});

test('§2.1: that of another application stays good, and it is told no more than of nothing', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor);
	const other = { authorization: basic('bank') };
	const shape = async (token: string) => {
		const answer = await post('/oauth2/revoke', { token }, other);
		return [answer.status, await answer.text()];
	};
	for (const token of [tokens.access_token, tokens.refresh_token ?? ''])
		expect(await shape(token)).toEqual(await shape('nothing'));
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
	await client.refreshTokenGrant(party.config, tokens.refresh_token ?? '');
});

test('§2.1: who does not show that it is itself gives nothing back', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor);
	const form = { token: tokens.refresh_token ?? '', client_id: 'basic' };
	await expectError(await post('/oauth2/revoke', form, {}), 401, 'invalid_client');
	const wrong = { authorization: basic('basic', 'wrong') };
	await expectError(await post('/oauth2/revoke', form, wrong), 401, 'invalid_client');
	await client.refreshTokenGrant(party.config, tokens.refresh_token ?? '');
});

test('§2.1: an application without a secret gives back its own', async () => {
	const { visitor, party } = await both('public');
	const tokens = await party.signIn(visitor);
	await client.tokenRevocation(party.config, tokens.refresh_token ?? '');
	await expectOver(party, tokens);
});

test('§2: never by GET, with the token in an address', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor);
	const address = `${inject('issuer')}/oauth2/revoke?token=${tokens.access_token}`;
	const answer = await fetch(address, { headers: { authorization: basic('basic') } });
	expect([404, 405]).toContain(answer.status);
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
