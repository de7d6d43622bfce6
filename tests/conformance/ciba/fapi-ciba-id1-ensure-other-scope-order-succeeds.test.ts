/** OpenID Connect Core 1.0 §3.1.2.1, as CIBA Core 1.0 §7.1 has it. */
import { expect, test } from 'vitest';

import { approved } from '../support/backchannel.ts';

test('fapi-ciba-id1-ensure-other-scope-order-succeeds: openid need not come first', async () => {
	const { party, asked } = await approved('bank', { scope: 'profile email openid' });
	const { scope = '' } = await party.finish(asked);
	expect(scope.split(' ').toSorted()).toEqual(['email', 'openid', 'profile']);
});
