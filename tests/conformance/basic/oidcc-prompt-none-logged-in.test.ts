/** OpenID Connect Core 1.0 §3.1.2.1. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-prompt-none-logged-in: the same account and the same proof, and nobody is asked', async () => {
	const { visitor, party } = await both();
	const before = (await party.signIn(visitor)).claims();
	const { url, finish } = await party.request({ prompt: 'none' });
	const after = (await finish(await visitor.open(url))).claims();
	expect(after?.sub).toBe(before?.sub);
	expect(after?.auth_time).toBe(before?.auth_time);
});
