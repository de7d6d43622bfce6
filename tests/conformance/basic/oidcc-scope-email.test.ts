/** OpenID Connect Core 1.0 §5.4. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-scope-email: the address, and whether it is proven', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { scope: 'openid email' });
	const { sub, ...told } = await party.userinfo(tokens);
	expect(sub).toBe(tokens.claims()?.sub);
	expect(told).toEqual({ email: visitor.person.email, email_verified: false });
});
