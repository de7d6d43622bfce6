/** OpenID Connect Core 1.0 §3.1.2.1, max_age. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-max-age-10000: a younger proof does, and the ID token says of when it is', async () => {
	const { visitor, party } = await both();
	const before = (await party.signIn(visitor)).claims();
	const { url, finish } = await party.request({ max_age: '10000' });
	const after = (await finish(await visitor.open(url))).claims();
	expect(after?.sub).toBe(before?.sub);
	expect(after?.auth_time).toEqual(expect.any(Number));
	expect(after?.auth_time).toBe(before?.auth_time);
});
