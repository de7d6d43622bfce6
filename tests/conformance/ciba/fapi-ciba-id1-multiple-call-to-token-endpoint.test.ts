/** CIBA Core 1.0 §11: who polls before somebody has answered, or faster than it was told. */
import { expect, test } from 'vitest';

import { backchannelParty, expectError, newHolder, pollOnce } from '../support/backchannel.ts';
import { pass } from '../support/clock.ts';

test('fapi-ciba-id1-multiple-call-to-token-endpoint: it is told to wait, and loses nothing', async () => {
	const [holder, party] = [await newHolder(), await backchannelParty()];
	const asked = await party.ask(holder);
	await expectError(await pollOnce(asked.auth_req_id), 400, 'authorization_pending');
	const answers = await Promise.all(Array.from({ length: 20 }, () => pollOnce(asked.auth_req_id)));
	for (const each of answers) await expectError(each, 400, /^(slow_down|authorization_pending)$/);
	await pass(asked.interval ?? 5);
	await expectError(await pollOnce(asked.auth_req_id), 400, 'authorization_pending');
	await pass(asked.interval ?? 5);
	await holder.approve();
	expect((await party.finish(asked)).claims()?.aud).toBe('bank');
});
