/** CIBA Core 1.0 §4. */
import { expect, inject, test } from 'vitest';

import { askByHand, backchannelParty, CIBA, expectError } from '../support/backchannel.ts';

test('fapi-ciba-id1-discovery-end-point-verification: the document says what there is of it', async () => {
	const metadata = (await backchannelParty()).config.serverMetadata();
	expect(metadata).toMatchObject({
		backchannel_authentication_endpoint: `${inject('issuer')}/oauth2/backchannel-authentication`,
		backchannel_token_delivery_modes_supported: ['poll', 'ping'],
		backchannel_user_code_parameter_supported: false
	});
	expect(metadata.grant_types_supported).toContain(CIBA);
	// There are no signed requests.
	expect(metadata).not.toHaveProperty(
		'backchannel_authentication_request_signing_alg_values_supported'
	);
});

test('fapi-ciba-id1-ensure-request-object: one is refused, signed or not', async () => {
	const answer = await askByHand('bank', { request: 'e30.e30.', login_hint: 'anna' });
	await expectError(answer, 400, 'request_not_supported');
});
