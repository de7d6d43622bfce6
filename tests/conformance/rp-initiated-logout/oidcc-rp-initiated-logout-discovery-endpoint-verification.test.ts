/** OpenID Connect RP-Initiated Logout 1.0 §2.1. */
import { expect, inject, test } from 'vitest';

import { relyingParty } from '../support/relying-party.ts';

test('oidcc-rp-initiated-logout-discovery-endpoint-verification: the document says where', async () => {
	const { end_session_endpoint: address } = (await relyingParty()).config.serverMetadata();
	expect(address).toBe(`${inject('issuer')}/oauth2/end-session`);
});
