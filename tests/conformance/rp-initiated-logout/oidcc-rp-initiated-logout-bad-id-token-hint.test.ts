/** OpenID Connect RP-Initiated Logout 1.0 §4. */
import { test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectStayed, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout-bad-id-token-hint: what is no ID token signs nobody out', async () => {
	await expectStayed(
		await leave(() => ({ id_token_hint: 'none', post_logout_redirect_uri: BYE, state: 'over' }))
	);
});
