/** RFC 7523 §3, at both endpoints of CIBA: an application that shows itself by a key. */
import { expect, inject, test } from 'vitest';

import { assertionOf, shownBy } from '../support/assertion.ts';
import { BINDING, CIBA, expectError, newHolder } from '../support/backchannel.ts';
import { post } from '../support/exchange.ts';

const ASK = '/oauth2/backchannel-authentication';
const form = { scope: 'openid', binding_message: BINDING };

test('fapi-ciba-id1-ensure-without-client-assertion-in-backchannel-authorization-request: it asks nobody', async () => {
	const { person } = await newHolder();
	const given = { ...form, login_hint: person.username, client_id: 'keyed' };
	await expectError(await post(ASK, given, {}), 401, 'invalid_client');
});

test('fapi-ciba-id1-ensure-without-client-assertion-in-token-endpoint-request: it gets nothing', async () => {
	const given = { grant_type: CIBA, auth_req_id: 'x', client_id: 'keyed' };
	await expectError(await post('/oauth2/token', given, {}), 401, 'invalid_client');
});

test('fapi-ciba-id1-ensure-client-assertion-signature-algorithm-is-RS256-fails: at both endpoints', async () => {
	const wrong = async () => shownBy(await assertionOf({ alg: 'RS256' }));
	const asked = await post(ASK, { ...form, login_hint: 'anna', ...(await wrong()) }, {});
	await expectError(asked, 401, 'invalid_client');
	const given = { grant_type: CIBA, auth_req_id: 'x', ...(await wrong()) };
	await expectError(await post('/oauth2/token', given, {}), 401, 'invalid_client');
});

test('fapi-ciba-id1-ensure-client-assertion-with-iss-aud-to-token-endpoint-succeeds: the issuer, and each endpoint', async () => {
	const holder = await newHolder();
	const to = (path: string) => `${inject('issuer')}${path}`;
	const given = { ...form, login_hint: holder.person.username };
	const asked = await post(ASK, { ...given, ...shownBy(await assertionOf()) }, {});
	const { auth_req_id = '' } = (await asked.json()) as { auth_req_id?: string };
	await holder.approve();
	const poll = async (aud: string) =>
		post(
			'/oauth2/token',
			{ grant_type: CIBA, auth_req_id, ...shownBy(await assertionOf({ aud })) },
			{}
		);
	await expectError(await poll(to('/elsewhere')), 401, 'invalid_client');
	expect((await poll(inject('issuer'))).status).toBe(200);
	for (const aud of [to('/oauth2/token'), to(ASK)]) {
		const answer = await post(ASK, { ...given, ...shownBy(await assertionOf({ aud })) }, {});
		expect([200, 429]).toContain(answer.status);
	}
});
