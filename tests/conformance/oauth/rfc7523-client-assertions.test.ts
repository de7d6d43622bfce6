/** RFC 7523 §2.2 and §3: an application that shows itself by a key, to get tokens of its own. */
import { generateKeyPair, SignJWT } from 'jose';
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { assertionOf, shownBy } from '../support/assertion.ts';
import { expectError } from '../support/backchannel.ts';
import { SECRET } from '../support/clients.ts';
import { basic, post } from '../support/exchange.ts';
import { configurationOf } from '../support/relying-party.ts';

const grant = { grant_type: 'client_credentials' };
const ask = (assertion: string, own: Readonly<Record<string, string>> = {}) =>
	post('/oauth2/token', { ...grant, ...shownBy(assertion), ...own }, {});

test('a strict relying party does so', async () => {
	const tokens = await client.clientCredentialsGrant(await configurationOf('keyed'));
	expect(tokens.token_type).toBe('bearer');
});

test.for([
	['whose id came before', async () => ({ jti: 'the same' })],
	['without an id', async () => ({ jti: undefined })],
	['for nobody here', async () => ({ aud: 'https://elsewhere.example' })],
	['for a page of ours', async () => ({ aud: `${inject('issuer')}/sign-in` })],
	['that has expired', async () => ({ exp: -120 })],
	['that never expires', async () => ({ exp: undefined })],
	['that is not good yet', async () => ({ nbf: 3600 })],
	['by another key', async () => ({ by: (await generateKeyPair('ES256')).privateKey })],
	['by another algorithm', async () => ({ alg: 'RS256' })],
	['of another issuer', async () => ({ iss: 'bank' })],
	['of another subject', async () => ({ sub: 'bank' })],
	['of nobody', async () => ({ iss: 'nobody', sub: 'nobody' })]
] as const)('an assertion %s is refused', async ([, own]) => {
	const given = await own();
	if ('jti' in given && given.jti !== undefined)
		expect((await ask(await assertionOf(given))).status).toBe(200);
	await expectError(await ask(await assertionOf(given)), 401, 'invalid_client');
});

test('one without a signature, by the public key as a secret, or that is none', async () => {
	const [, body = ''] = (await assertionOf()).split('.');
	const none = Buffer.from('{"alg":"none"}').toString('base64url');
	await expectError(await ask(`${none}.${body}.`), 401, 'invalid_client');
	const { kty, crv, x, y } = inject('assertionKey');
	const secret = new TextEncoder().encode(JSON.stringify({ kty, crv, x, y }));
	const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
	const shared = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(secret);
	await expectError(await ask(shared), 401, 'invalid_client');
	await expectError(await ask('x.y.z'), 400, 'invalid_request');
});

test('beside another way to show itself, or by one that is not its own', async () => {
	const both = { client_secret: SECRET };
	await expectError(await ask(await assertionOf(), both), 400, 'invalid_request');
	const secret = { authorization: basic('keyed') };
	await expectError(await post('/oauth2/token', grant, secret), 401, 'invalid_client');
	await expectError(await ask(await assertionOf(), { client_id: 'bank' }), 400, 'invalid_request');
	const other = await assertionOf({ iss: 'bank', sub: 'bank' });
	await expectError(await ask(other), 401, 'invalid_client');
});
