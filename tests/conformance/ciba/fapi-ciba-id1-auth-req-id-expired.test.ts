/** CIBA Core 1.0 §7.3 and §11. */
import { expect, test } from 'vitest';

import {
	approved,
	backchannelParty,
	expectError,
	newHolder,
	pollOnce
} from '../support/backchannel.ts';
import { pass } from '../support/clock.ts';

test('fapi-ciba-id1-auth-req-id-expired: nobody has answered, and the application is told', async () => {
	const [holder, party] = [await newHolder(), await backchannelParty()];
	const asked = await party.ask(holder, { requested_expiry: '30' });
	expect(asked.expires_in).toBe(30);
	await pass(31);
	await expectError(await pollOnce(asked.auth_req_id), 400, 'expired_token');
	await expect(holder.approve()).rejects.toThrow();
	await pass(11 * 60);
	await expectError(await pollOnce(asked.auth_req_id), 400, 'invalid_grant');
});

test('fapi-ciba-id1-auth-req-id-expired: an approval that nobody came for in time brings nothing', async () => {
	const { asked } = await approved('bank', { requested_expiry: '30' });
	await pass(31);
	await expectError(await pollOnce(asked.auth_req_id), 400, 'expired_token');
});
