/** OpenID Connect Core 1.0 §5.4. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-scope-all: what each stands for, and no more', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { scope: 'openid profile email address phone' });
	const { sub, ...told } = await party.userinfo(tokens);
	expect(sub).toBe(tokens.claims()?.sub);
	expect(told).toEqual({
		name: visitor.person.username,
		preferred_username: visitor.person.username,
		email: visitor.person.email,
		email_verified: false
	});
});
