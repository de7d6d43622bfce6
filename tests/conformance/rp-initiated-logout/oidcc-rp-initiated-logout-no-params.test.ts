/** OpenID Connect RP-Initiated Logout 1.0 §2. */
import { test } from 'vitest';

import { expectAskedToLeave, leave } from '../support/leaving.ts';

test('oidcc-rp-initiated-logout-no-params: somebody is asked', async () => {
	await expectAskedToLeave(await leave(() => ({})));
});
