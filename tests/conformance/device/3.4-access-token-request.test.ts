/** RFC 8628 §3.4 and §3.5: what a program polls with, and what it is told. */
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { expectError } from '../support/backchannel.ts';
import { pass } from '../support/clock.ts';
import { answerDevice, DEVICE, deviceParty, pollDevice } from '../support/device.ts';
import { post } from '../support/exchange.ts';
import { newVisitor } from '../support/visitor.ts';

async function begun(id: 'tool' | 'gadget' = 'tool') {
	const [visitor, party] = [await newVisitor(), await deviceParty(id)];
	return { visitor, party, device: await party.begin() };
}

test('tokens, as soon as somebody has allowed it, and they are what they should be', async () => {
	const { visitor, party, device } = await begun();
	await expectError(await pollDevice(device), 400, 'authorization_pending');
	expect((await answerDevice(visitor, device)).status).toBe(303);
	const tokens = await party.finish(device);
	expect(tokens.claims()).toMatchObject({ iss: inject('issuer'), aud: 'tool', acr: 'aal1' });
	const sub = tokens.claims()?.sub ?? '';
	expect(await client.fetchUserInfo(party.config, tokens.access_token, sub)).toHaveProperty('sub');
	const next = await client.refreshTokenGrant(party.config, tokens.refresh_token ?? '');
	expect(next.claims()?.sub).toBe(sub);
});

test('access_denied, when somebody has declined', async () => {
	const { visitor, device } = await begun();
	await answerDevice(visitor, device, 'decline');
	await expectError(await pollDevice(device), 400, 'access_denied');
	// Nobody changes their mind for them.
	expect((await answerDevice(visitor, device)).status).toBe(404);
});

test('slow_down, for whoever comes too soon, and it loses nothing', async () => {
	const { visitor, party, device } = await begun();
	await expectError(await pollDevice(device), 400, 'authorization_pending');
	await expectError(await pollDevice(device), 400, 'slow_down');
	await pass(device.interval ?? 5);
	await expectError(await pollDevice(device), 400, 'authorization_pending');
	await answerDevice(visitor, device);
	expect((await party.finish(device)).claims()?.aud).toBe('tool');
});

test('expired_token, after ten minutes, and nobody can answer it any more', async () => {
	const { visitor, device } = await begun();
	await pass(601);
	await expectError(await pollDevice(device), 400, 'expired_token');
	expect((await answerDevice(visitor, device)).status).toBe(404);
	const late = await begun();
	await answerDevice(late.visitor, late.device);
	await pass(601);
	await expectError(await pollDevice(late.device), 400, 'expired_token');
});

test('a code that comes twice brings nothing, and ends what it has brought', async () => {
	const { visitor, party, device } = await begun();
	await answerDevice(visitor, device);
	const tokens = await party.finish(device);
	await expectError(await pollDevice(device), 400, 'invalid_grant');
	const sub = tokens.claims()?.sub ?? '';
	await expect(client.fetchUserInfo(party.config, tokens.access_token, sub)).rejects.toMatchObject({
		status: 401
	});
});

test('another program gets nothing by it, and it stays good', async () => {
	const { visitor, party, device } = await begun();
	await answerDevice(visitor, device);
	await expectError(await pollDevice(device, 'gadget'), 400, 'invalid_grant');
	await expectError(await pollDevice(device, 'nobody'), 401, 'invalid_client');
	expect((await party.finish(device)).claims()?.aud).toBe('tool');
});

test('a user code is no device code, and neither is nothing', async () => {
	const { device } = await begun();
	for (const device_code of [device.user_code, 'x', 'A'.repeat(43), 'a'.repeat(5000)])
		await expectError(await pollDevice({ device_code }), 400, 'invalid_grant');
	const form = { grant_type: DEVICE, client_id: 'tool' };
	await expectError(await post('/oauth2/token', form, {}), 400, 'invalid_request');
});

test('no refresh token for a program that may not refresh', async () => {
	const { visitor, party, device } = await begun('gadget');
	await answerDevice(visitor, device);
	expect((await party.finish(device)).refresh_token).toBeUndefined();
});

test('its tokens end with the session that allowed it', async () => {
	const { visitor, party, device } = await begun();
	await answerDevice(visitor, device);
	const { refresh_token = '' } = await party.finish(device);
	await visitor.signOut();
	await expect(client.refreshTokenGrant(party.config, refresh_token)).rejects.toMatchObject({
		error: 'invalid_grant'
	});
});
