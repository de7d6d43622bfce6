/** OpenID Connect Core 1.0 §3.1.2.1. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-login-hint: a hint at nobody whom there is changes nothing', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { login_hint: 'buffy@rp.example' });
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
