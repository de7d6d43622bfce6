/** CIBA Core 1.0 §10.1.1, OpenID Connect Core 1.0 §12. */
import * as client from 'openid-client';
import { expect, test } from 'vitest';

import { approved, expectError } from '../support/backchannel.ts';
import { basic, post } from '../support/exchange.ts';

test('fapi-ciba-id1-refresh-token: new tokens of the same sign-in, for the same application alone', async () => {
	const { party, asked } = await approved();
	const first = await party.finish(asked);
	const next = await client.refreshTokenGrant(party.config, first.refresh_token ?? '');
	const [before, after] = [first.claims(), next.claims()];
	for (const name of ['iss', 'sub', 'aud', 'auth_time', 'acr', 'sid'] as const)
		expect(after?.[name], name).toEqual(before?.[name]);
	const stolen = { grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' };
	const answer = await post('/oauth2/token', stolen, { authorization: basic('rival') });
	await expectError(answer, 400, 'unauthorized_client');
});

test('fapi-ciba-id1-refresh-token: none for an application that may not refresh', async () => {
	const { party, asked } = await approved('rival');
	expect((await party.finish(asked)).refresh_token).toBeUndefined();
});
