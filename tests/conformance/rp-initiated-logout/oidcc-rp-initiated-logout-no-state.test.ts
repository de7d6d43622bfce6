/** OpenID Connect RP-Initiated Logout 1.0 §2. */
import { expect, test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectSignedIn, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout-no-state: nothing is added to the address', async () => {
	const { visitor, stop } = await leave((id_token_hint) => ({
		id_token_hint,
		post_logout_redirect_uri: BYE
	}));
	expect(stop.url.href).toBe(BYE);
	await expectSignedIn(visitor, 401);
});
