/** RFC 8707 and RFC 9068, beside CIBA: tokens for an API, of somebody who answered on a phone. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { approved, askByHand, expectError, pollOnce } from '../support/backchannel.ts';
import { API } from '../support/clients.ts';
import { now } from '../support/clock.ts';

async function verified(token: string) {
	const issuer = inject('issuer');
	const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
	const { payload } = await jwtVerify(token, keys, {
		issuer,
		audience: API,
		typ: 'at+jwt',
		algorithms: ['ES256'],
		requiredClaims: ['exp', 'iat', 'jti', 'sub', 'client_id'],
		currentDate: await now()
	});
	return payload;
}

test('named where somebody is asked: the token says what the phone has proven', async () => {
	const { party, asked } = await approved('bank', { resource: API });
	const tokens = await party.finish(asked);
	const claims = tokens.claims();
	expect(await verified(tokens.access_token)).toMatchObject({
		sub: claims?.sub,
		client_id: 'bank',
		acr: 'aal2',
		amr: claims?.['amr'],
		auth_time: claims?.auth_time,
		sid: claims?.['sid']
	});
	const { config } = party;
	expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({
		active: true,
		aud: API
	});
	await expect(
		client.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '')
	).rejects.toThrow();

	const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
	expect(await verified(next.access_token)).toMatchObject({ sid: claims?.['sid'] });
});

test('named again where the tokens are got, and after a refresh', async () => {
	const { party, asked } = await approved('bank', { resource: API });
	const tokens = await party.finish(asked, { resource: API });
	const next = await client.refreshTokenGrant(party.config, tokens.refresh_token ?? '', {
		resource: API
	});
	for (const each of [tokens, next]) await verified(each.access_token);
});

test('they end with the session', async () => {
	const { holder, party, asked } = await approved('bank', { resource: API });
	const { access_token, refresh_token = '' } = await party.finish(asked);
	// The one at the computer ends all others.
	expect((await holder.browser.api('DELETE', '/sessions')).status).toBeLessThan(300);
	expect(await client.tokenIntrospection(party.config, access_token)).toEqual({ active: false });
	await expect(client.refreshTokenGrant(party.config, refresh_token)).rejects.toMatchObject({
		error: 'invalid_grant'
	});
});

test('the API of another is no target, and none that was not named at first', async () => {
	const elsewhere = { login_hint: 'anna', resource: 'https://rival.example/' };
	await expectError(await askByHand('bank', elsewhere), 400, 'invalid_target');
	await expectError(
		await askByHand('bank', { ...elsewhere, resource: 'x' }),
		400,
		'invalid_target'
	);
	const { asked } = await approved();
	const late = await pollOnce(asked.auth_req_id, 'bank', { resource: API });
	await expectError(late, 400, 'invalid_target');
});
