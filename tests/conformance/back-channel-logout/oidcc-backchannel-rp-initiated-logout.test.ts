/** OpenID Connect Back-Channel Logout 1.0 §2.4 and §2.5. */
import { expect, test } from 'vitest';

import { BYE } from '../support/clients.ts';
import { expectTold, signedInFor, verified } from '../support/logouts.ts';
import { newVisitor } from '../support/visitor.ts';

test('oidcc-backchannel-rp-initiated-logout: the application is told of the session that its ID token named', async () => {
	const visitor = await newVisitor();
	const { party, tokens, sub, sid } = await signedInFor(visitor, 'listening');
	expect(sid).toEqual(expect.any(String));
	const url = new URL(party.config.serverMetadata().end_session_endpoint ?? '');
	url.search = new URLSearchParams({
		id_token_hint: tokens.id_token ?? '',
		post_logout_redirect_uri: BYE
	}).toString();
	expect((await visitor.open(url)).url.href).toBe(BYE);
	for (const told of await expectTold('listening', sub))
		expect(await verified(told)).toMatchObject({ sub, sid });
});
