/** OpenID Connect Core 1.0 §3.1.2.1. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-id-token-hint: the one who is meant is signed in, and nobody is asked', async () => {
	const { visitor, party } = await both();
	const before = await party.signIn(visitor);
	const { url, finish } = await party.request({ prompt: 'none', id_token_hint: before.id_token });
	const after = await finish(await visitor.open(url));
	expect(after.claims()?.sub).toBe(before.claims()?.sub);
});
