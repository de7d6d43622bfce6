/** RFC 7636 §4.3. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-ensure-request-with-valid-pkce-succeeds: with S256, which every request here has', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, {});
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
