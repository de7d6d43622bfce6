/** OpenID Connect Core 1.0 §3.1.2.1. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-ensure-request-with-unknown-parameter-succeeds: what is not understood is not minded', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { extra: 'foobar' });
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
