/** OpenID Connect Core 1.0 §9, client_secret_post. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-server-client-secret-post: the secret comes in the body', async () => {
	const { visitor, party } = await both('post');
	const tokens = await party.signIn(visitor);
	expect(tokens.claims()?.aud).toBe('post');
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
