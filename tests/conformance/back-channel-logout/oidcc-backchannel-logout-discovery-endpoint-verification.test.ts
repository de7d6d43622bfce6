/** OpenID Connect Back-Channel Logout 1.0 §2.1. */
import { expect, test } from 'vitest';

import { relyingParty } from '../support/relying-party.ts';

test('oidcc-backchannel-logout-discovery-endpoint-verification: it is supported, with the session', async () => {
	const { config } = await relyingParty('listening');
	expect(config.serverMetadata()).toMatchObject({
		backchannel_logout_supported: true,
		backchannel_logout_session_supported: true
	});
});
