/** OpenID Connect Core 1.0 §5.5. */
import { expect, test } from 'vitest';

import { both } from '../support/relying-party.ts';

test('oidcc-claims-essential: the request succeeds, and the name is told or it is said that it is not', async () => {
	const { visitor, party } = await both();
	const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
	const tokens = await party.signIn(visitor, { claims, scope: 'openid profile' });
	expect((await party.userinfo(tokens)).name).toBe(visitor.person.username);
	expect(party.config.serverMetadata().claims_parameter_supported).toBe(false);
});
