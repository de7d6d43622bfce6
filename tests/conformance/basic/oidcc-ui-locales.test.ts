/** OpenID Connect Core 1.0 §3.1.2.1. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-ui-locales: a language that there is not is no error', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { ui_locales: 'se' });
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
