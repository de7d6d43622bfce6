/** OpenID Connect Core 1.0 §5.3.1, RFC 6750 §2. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-userinfo-get: who it is, for its token in the header', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor);
	const { userinfo_endpoint: endpoint = '' } = party.config.serverMetadata();
	const response = await fetch(endpoint, {
		headers: { authorization: `Bearer ${tokens.access_token}` }
	});
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toMatch(/^application\/json\b/);
	expect(await response.json()).toEqual({ sub: tokens.claims()?.sub });
});
