/** RFC 9126: what is asked goes by no browser, counts once, and for its application alone. */
import * as client from 'openid-client';
import { expect, test } from 'vitest';

import { codeOf, expectErrorPage } from '../support/answers.ts';
import { expectError } from '../support/backchannel.ts';
import { CALLBACK } from '../support/clients.ts';
import { pass } from '../support/clock.ts';
import { basic, post } from '../support/exchange.ts';
import { both, type RelyingParty } from '../support/relying-party.ts';

type Form = Readonly<Record<string, string>>;

async function pushed({ config }: RelyingParty, own: Form = {}) {
	const verifier = client.randomPKCECodeVerifier();
	const url = await client.buildAuthorizationUrlWithPAR(config, {
		redirect_uri: CALLBACK,
		scope: 'openid',
		code_challenge: await client.calculatePKCECodeChallenge(verifier),
		code_challenge_method: 'S256',
		...own
	});
	return { url, verifier };
}

const push = (form: Form, headers?: Form) => post('/oauth2/par', form, headers);

test('§2.2 and §4: the address has nothing but where it is kept', async () => {
	const { visitor, party } = await both();
	const { url, verifier } = await pushed(party);
	expect([...url.searchParams.keys()].toSorted()).toEqual(['client_id', 'request_uri']);
	expect(url.searchParams.get('request_uri')).toMatch(
		/^urn:ietf:params:oauth:request_uri:[\w-]{22,}$/
	);
	const { url: arrived } = await visitor.open(url);
	const tokens = await client.authorizationCodeGrant(party.config, arrived, {
		pkceCodeVerifier: verifier
	});
	expect(tokens.claims()?.aud).toBe('basic');
});

test('§4 and §7.3: it counts once', async () => {
	const { visitor, party } = await both();
	const { url } = await pushed(party);
	expect(codeOf(await visitor.open(url))).not.toBe('');
	expectErrorPage(await visitor.open(url));
});

test('§2.2: it is good for a minute', async () => {
	const { visitor, party } = await both();
	const { url } = await pushed(party);
	await pass(61);
	expectErrorPage(await visitor.open(url));
});

test('§4: of another application it is nothing', async () => {
	const { visitor, party } = await both();
	const { url } = await pushed(party);
	url.searchParams.set('client_id', 'public');
	const stop = await visitor.open(url);
	expect(codeOf(stop)).toBe('');
	expectErrorPage(stop);
});

test('§2.1: one that names another request is refused', async () => {
	const form = { redirect_uri: CALLBACK, scope: 'openid', response_type: 'code' };
	const request_uri = 'urn:ietf:params:oauth:request_uri:x';
	await expectError(await push({ ...form, request_uri }), 400, 'request_uri_not_supported');
});

test('§2.1: who does not show that it is itself pushes nothing', async () => {
	const form = { redirect_uri: CALLBACK, scope: 'openid', response_type: 'code' };
	await expectError(await push({ ...form, client_id: 'basic' }, {}), 401, 'invalid_client');
	const wrong = { authorization: basic('basic', 'wrong') };
	await expectError(await push(form, wrong), 401, 'invalid_client');
});

test('§2.3: what could not be asked in an address cannot be asked here', async () => {
	const good = {
		client_id: 'basic',
		redirect_uri: CALLBACK,
		scope: 'openid',
		response_type: 'code',
		code_challenge: 'x'.repeat(43),
		code_challenge_method: 'S256'
	};
	expect((await push(good)).status).toBe(201);
	const refused: readonly (readonly [Form, RegExp])[] = [
		[{ redirect_uri: `${CALLBACK}/` }, /^invalid_re(quest|direct_uri)$/],
		[
			{ response_type: 'token' },
			/^(unsupported_response_type|unauthorized_client|invalid_request)$/
		],
		[{ code_challenge_method: 'plain' }, /^invalid_request$/],
		[{ code_challenge: '' }, /^invalid_request$/],
		[{ resource: 'https://rival.example/' }, /^invalid_target$/]
	];
	for (const [own, error] of refused)
		await expectError(await push({ ...good, ...own }), 400, error);
});
