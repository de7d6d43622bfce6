/** OpenID Connect Core 1.0 §3.1.2.1: in the code flow a nonce is the application's choice. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow: the ID token has none', async () => {
	const { visitor, party } = await both();
	const tokens = await party.signIn(visitor, { nonce: undefined });
	expect(tokens.claims()).not.toHaveProperty('nonce');
});
