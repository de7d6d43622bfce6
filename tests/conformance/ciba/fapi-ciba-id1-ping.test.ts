/** CIBA Core 1.0 §10.2: an application is told that somebody has answered, and no more. */
import { expect, test } from 'vitest';

import { askByHand, backchannelParty, expectError, newHolder } from '../support/backchannel.ts';
import type { PingedId } from '../support/clients.ts';
import { expectPinged, pingsTo } from '../support/pings.ts';

/** Asked with a token of its own, answered, and told once. */
async function told(id: PingedId, times = 1) {
	const [holder, party] = [await newHolder(), await backchannelParty(id)];
	const token = `its.own~${holder.person.username}+/==`;
	const asked = await party.ask(holder, { client_notification_token: token });
	expect(await pingsTo(id, token)).toEqual([]);
	await holder.approve();
	const pings = await expectPinged(id, token, times);
	for (const { type, cookie, body } of pings) {
		expect({ type, cookie }).toEqual({ type: 'application/json', cookie: undefined });
		expect(JSON.parse(body)).toEqual({ auth_req_id: asked.auth_req_id });
	}
	return { id, token, finish: () => party.finish(asked) };
}

test.for(['pinged', 'pinged-body', 'pinged-401', 'pinged-403'] as const)(
	'fapi-ciba-id1-ping-backchannel-notification-endpoint: %s, and the tokens are there',
	async (id) => {
		const { finish } = await told(id);
		expect((await finish()).claims()?.aud).toBe(id);
	}
);

test('fapi-ciba-id1-ping-backchannel-notification-endpoint-return-redirect-request: it is followed nowhere', async () => {
	const { token, finish } = await told('pinged-redirect', 2);
	expect(await pingsTo('followed', token)).toEqual([]);
	expect((await finish()).claims()?.aud).toBe('pinged-redirect');
});

test('fapi-ciba-id1-ping-with-mtls-ciba-notification-endpoint-response-401-and-require-server-does-not-retry: who does not know the token is left alone', async () => {
	const refused = await Promise.all((['pinged-401', 'pinged-403'] as const).map((id) => told(id)));
	// One that was away is told again later than these would have been.
	await told('pinged-503', 2);
	for (const { id, token } of refused) expect(await pingsTo(id, token)).toHaveLength(1);
});

test('CIBA Core 1.0 §7.1: who is told has to say by which token, and it is one', async () => {
	const tokens = [undefined, '', 'with space', 'a"b', 'é', 'x'.repeat(1025)];
	for (const client_notification_token of tokens) {
		const form = {
			login_hint: 'anna',
			...(client_notification_token !== undefined && { client_notification_token })
		};
		await expectError(await askByHand('pinged', form), 400, 'invalid_request');
	}
});

test('CIBA Core 1.0 §10.2: a phone that declines is an answer as well', async () => {
	const [holder, party] = [await newHolder(), await backchannelParty('pinged')];
	const token = `declined.${holder.person.username}`;
	await party.ask(holder, { client_notification_token: token });
	await holder.decline();
	await expectPinged('pinged', token);
});
