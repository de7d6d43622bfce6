/** RFC 6749 §4.1.2: a code that comes twice takes back what it was given for. */
import { expect, test } from 'vitest';

import { exchange, expectRefused, withCode } from '../support/exchange.ts';
import { both } from '../support/relying-party.ts';

test('oidcc-codereuse: the second use is refused, and the tokens of the first are over', async () => {
	const { visitor, party } = await both();
	const { request, stop } = await withCode(visitor, party);
	const tokens = await request.finish(stop);
	await party.userinfo(tokens);
	await expectRefused(await exchange(stop, request), [400, 'invalid_grant']);
	await expect(party.userinfo(tokens)).rejects.toMatchObject({ status: 401 });
});
