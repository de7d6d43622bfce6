/** OpenID Connect Core 1.0 §5.4. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-scope-profile: a name and a username', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { scope: 'openid profile' });
	const { sub, ...told } = await party.userinfo(tokens);
	expect(sub).toBe(tokens.claims()?.sub);
	expect(told).toEqual({
		name: visitor.person.username,
		preferred_username: visitor.person.username
	});
});
