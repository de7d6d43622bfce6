/** RFC 6749 §2.3 and §5.2: who asks is who it shows to be, at both endpoints. */
import { expect, test } from 'vitest';

import { approved, BINDING, CIBA, expectError } from '../support/backchannel.ts';
import { basic, post } from '../support/exchange.ts';

const ASK = '/oauth2/backchannel-authentication';
const form = { scope: 'openid', binding_message: BINDING, login_hint: 'anna' };

test('fapi-ciba-id1-ensure-wrong-client-id-in-backchannel-authorization-request: beside the secret of another', async () => {
	const headers = { authorization: basic('bank') };
	const answer = await post(ASK, { ...form, client_id: 'rival' }, headers);
	await expectError(answer, 400, 'invalid_request');
});

test('fapi-ciba-id1-ensure-wrong-client-id-in-token-endpoint-request: beside the secret of another', async () => {
	const { party, asked } = await approved();
	const headers = { authorization: basic('bank') };
	const wrong = { grant_type: CIBA, auth_req_id: asked.auth_req_id, client_id: 'rival' };
	await expectError(await post('/oauth2/token', wrong, headers), 400, 'invalid_request');
	expect((await party.finish(asked)).claims()?.aud).toBe('bank');
});

test('fapi-ciba-id1-ensure-wrong-client-id-in-backchannel-authorization-request: no secret, a wrong one, and one of nobody’s', async () => {
	await expectError(await post(ASK, { ...form, client_id: 'bank' }, {}), 401, 'invalid_client');
	for (const authorization of [basic('bank', 'wrong'), basic('nobody')]) {
		const answer = await post(ASK, form, { authorization });
		expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
		await expectError(answer, 401, 'invalid_client');
	}
});

test('CIBA Core 1.0 §7: who has no part in it asks nobody', async () => {
	const answer = await post(ASK, form, { authorization: basic('nightly') });
	await expectError(answer, 400, 'unauthorized_client');
});
