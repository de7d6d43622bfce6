/** CIBA Core 1.0 §11. */
import { test } from 'vitest';

import { backchannelParty, expectError, newHolder, pollOnce } from '../support/backchannel.ts';

test('fapi-ciba-id1-user-rejects-authentication: the application is told so', async () => {
	const [holder, party] = [await newHolder(), await backchannelParty()];
	const asked = await party.ask(holder);
	await holder.decline();
	await expectError(await pollOnce(asked.auth_req_id), 400, 'access_denied');
});
