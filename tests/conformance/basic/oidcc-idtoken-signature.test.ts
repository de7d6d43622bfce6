/** OpenID Connect Core 1.0 §2 and §10.1: signed by RS256 where nothing else was said, by a key that it names. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, inject, test } from 'vitest';

import { now } from '../support/clock.ts';
import { both } from '../support/relying-party.ts';

test('oidcc-idtoken-signature: RS256, by a key of the set that its kid names', async () => {
	const { visitor, party } = await both();
	const { id_token: token = '' } = await party.signIn(visitor);
	const { jwks_uri: address = '' } = party.config.serverMetadata();
	const { protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(address)), {
		issuer: inject('issuer'),
		audience: 'basic',
		algorithms: ['RS256'],
		requiredClaims: ['exp', 'iat', 'sub'],
		currentDate: await now()
	});
	expect(Object.keys(protectedHeader).toSorted()).toEqual(['alg', 'kid']);
	expect(protectedHeader.kid).not.toBe('');
});
