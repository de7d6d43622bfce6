/** CIBA Core 1.0 §7.1. */
import { expect, test } from 'vitest';

import { backchannelParty, newHolder } from '../support/backchannel.ts';

test('fapi-ciba-id1-ensure-authorization-request-with-binding-message-succeeds: the phone shows it', async () => {
	const [holder, party] = [await newHolder(), await backchannelParty()];
	const asked = await party.ask(holder, { binding_message: '1234' });
	expect((await holder.shown()).document).toMatchObject({ application: 'Bank', text: '1234' });
	await holder.approve();
	expect((await party.finish(asked)).claims()?.aud).toBe('bank');
});
