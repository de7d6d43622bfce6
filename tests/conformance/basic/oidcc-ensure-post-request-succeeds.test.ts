/** OpenID Connect Core 1.0 §3.1.2.1: the request comes as a form. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-ensure-post-request-succeeds: it is as good as one in the address', async () => {
	const { visitor, party } = await both();
	const { url, finish } = await party.request();
	const tokens = await finish(await visitor.answer(await visitor.submit(url)));
	expect((await party.userinfo(tokens)).sub).toBe(tokens.claims()?.sub);
});
