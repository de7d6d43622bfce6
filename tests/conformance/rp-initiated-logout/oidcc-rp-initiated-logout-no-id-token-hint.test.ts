/** OpenID Connect RP-Initiated Logout 1.0 §2. */
import { test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectAskedToLeave, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout-no-id-token-hint: somebody is asked, where the application says its id', async () => {
	await expectAskedToLeave(
		await leave(() => ({ client_id: 'basic', post_logout_redirect_uri: BYE, state: 'over' }))
	);
});
