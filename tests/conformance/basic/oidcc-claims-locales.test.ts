/** OpenID Connect Core 1.0 §5.2. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-claims-locales: a language that there is not is no error', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { claims_locales: 'se' });
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
