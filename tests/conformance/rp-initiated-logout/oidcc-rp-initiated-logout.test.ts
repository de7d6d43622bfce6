/** OpenID Connect RP-Initiated Logout 1.0 §2 and §3. */
import { expect, test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectSignedIn, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout: the session is over, and the application gets its state back', async () => {
	const { visitor, stop } = await leave((id_token_hint) => ({
		id_token_hint,
		post_logout_redirect_uri: BYE,
		state: 'over'
	}));
	expect(stop.url.href).toBe(`${BYE}?state=over`);
	await expectSignedIn(visitor, 401);
});
