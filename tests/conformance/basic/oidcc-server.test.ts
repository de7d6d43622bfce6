/** OpenID Connect Core 1.0 §3.1: the code flow, whole. */
import { expect, inject, test } from 'vitest';

import { newVisitor } from '../support/visitor.ts';
import { relyingParty } from '../support/relying-party.ts';

test('oidcc-server: somebody who is not signed in signs in, and the tokens are what they should be', async () => {
	const visitor = await newVisitor();
	await visitor.signOut();
	const party = await relyingParty();
	const { url, finish, nonce } = await party.request();
	const asked = await visitor.open(url);
	expect(asked.url.pathname).toBe('/sign-in');
	const tokens = await finish(await visitor.answer(asked));

	expect(tokens.token_type).toBe('bearer');
	expect(tokens.expires_in).toBeGreaterThan(0);
	const claims = tokens.claims();
	expect(claims).toMatchObject({ iss: inject('issuer'), aud: 'basic', nonce });
	expect(claims?.sub).toMatch(/^[\x21-\x7e]{1,255}$/);
	expect(claims?.exp).toBeGreaterThan(claims?.iat ?? Infinity);
	expect((await party.userinfo(tokens)).sub).toBe(claims?.sub);
});
