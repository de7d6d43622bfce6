/** OpenID Connect Core 1.0 §3.1.2.1. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-display-page: the request succeeds', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { display: 'page' });
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
