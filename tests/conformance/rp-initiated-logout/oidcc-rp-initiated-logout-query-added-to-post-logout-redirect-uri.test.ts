/** OpenID Connect RP-Initiated Logout 1.0 §3. */
import { test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectStayed, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri: with a query it is another address', async () => {
	await expectStayed(
		await leave((id_token_hint) => ({
			id_token_hint,
			post_logout_redirect_uri: `${BYE}?extra=1`,
			state: 'over'
		}))
	);
});
