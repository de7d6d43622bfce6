/** OpenID Connect Core 1.0 §12. */
import * as client from 'openid-client';
import { expect, test } from 'vitest';

import { pass } from '../support/clock.ts';
import { expectRefused, post } from '../support/exchange.ts';
import { both } from '../support/relying-party.ts';

test('oidcc-refresh-token: new tokens of the same sign-in, for nobody but the same application', async () => {
	const { visitor, party } = await both();
	const first = await party.signIn(visitor);
	const refreshToken = first.refresh_token ?? '';
	await pass(2);
	const next = await client.refreshTokenGrant(party.config, refreshToken);
	const [before, after] = [first.claims(), next.claims()];
	expect(next.access_token).not.toBe(first.access_token);
	for (const name of ['iss', 'sub', 'aud', 'auth_time'] as const)
		expect(after?.[name], name).toEqual(before?.[name]);
	expect(after?.iat).toBeGreaterThan(before?.iat ?? Infinity);
	expect((await party.userinfo(next)).sub).toBe(before?.sub);

	const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'public' };
	await expectRefused(await post('/oauth2/token', form, {}), [400, 'invalid_grant'], 'public');
});
