/** CIBA Core 1.0 §11: an id of nothing, and one of another application. */
import { expect, test } from 'vitest';

import { approved, CIBA, expectError, pollOnce } from '../support/backchannel.ts';
import { basic, post } from '../support/exchange.ts';

const NAME = 'fapi-ciba-id1-ensure-wrong-auth-req-id-in-token-endpoint-request';

test.for(['x', 'A'.repeat(43), '../token', '%00', 'a'.repeat(5000)])(
	`${NAME}: %s is one of nothing`,
	async (id) => {
		await expectError(await pollOnce(id), 400, 'invalid_grant');
	}
);

test(`${NAME}: none, and two`, async () => {
	const headers = { authorization: basic('bank') };
	const none = await post('/oauth2/token', { grant_type: CIBA }, headers);
	await expectError(none, 400, 'invalid_request');
	const { asked } = await approved();
	const twice = ['auth_req_id', 'auth_req_id'].map((name) => [name, asked.auth_req_id] as const);
	const two = await post('/oauth2/token', [['grant_type', CIBA], ...twice], headers);
	await expectError(two, 400, 'invalid_request');
});

test(`${NAME}: that of another application brings nothing, and stays good`, async () => {
	const { party, asked } = await approved();
	await expectError(await pollOnce(asked.auth_req_id, 'rival'), 400, 'invalid_grant');
	expect((await party.finish(asked)).claims()?.aud).toBe('bank');
});

test(`${NAME}: it is no code and no refresh token`, async () => {
	const { asked } = await approved();
	const headers = { authorization: basic('bank') };
	for (const form of [
		{ grant_type: 'refresh_token', refresh_token: asked.auth_req_id },
		{ grant_type: CIBA, auth_req_id: '' }
	]) {
		const answer = await post('/oauth2/token', form, headers);
		await expectError(answer, 400, /^invalid_(grant|request)$/);
	}
});
