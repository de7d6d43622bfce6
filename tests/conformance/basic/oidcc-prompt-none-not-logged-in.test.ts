/** OpenID Connect Core 1.0 §3.1.2.6. */
import { test } from 'vitest';

import { expectError } from '../support/answers.ts';
import { both } from '../support/relying-party.ts';

test('oidcc-prompt-none-not-logged-in: nobody is asked, and the application is told', async () => {
	const { visitor, party } = await both();
	await visitor.signOut();
	const request = await party.request({ prompt: 'none' });
	expectError(await visitor.open(request.url), request, 'login_required');
});
