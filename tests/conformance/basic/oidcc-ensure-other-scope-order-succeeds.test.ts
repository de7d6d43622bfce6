/** OpenID Connect Core 1.0 §5.4. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-ensure-other-scope-order-succeeds: openid need not come first', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { scope: 'email openid' });
	const { sub, ...told } = await party.userinfo(tokens);
	expect(sub).toBe(tokens.claims()?.sub);
	expect(told).toEqual({ email: visitor.person.email, email_verified: false });
});
