/** OpenID Connect RP-Initiated Logout 1.0 §3. */
import { test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectStayed, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout-bad-post-logout-redirect-uri: an address that nobody has named', async () => {
	await expectStayed(
		await leave((id_token_hint) => ({
			id_token_hint,
			post_logout_redirect_uri: `${BYE}/unknown`,
			state: 'over'
		}))
	);
});
