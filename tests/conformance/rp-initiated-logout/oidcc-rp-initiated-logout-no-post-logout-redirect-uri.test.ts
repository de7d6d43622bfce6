/** OpenID Connect RP-Initiated Logout 1.0 §2. */
import { expect, test } from 'vitest';

import { expectSignedIn, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout-no-post-logout-redirect-uri: the session is over, and the browser stays here', async () => {
	const { visitor, stop } = await leave((id_token_hint) => ({ id_token_hint, state: 'over' }));
	expect(stop.url.pathname).toBe('/sign-in');
	await expectSignedIn(visitor, 401);
});
