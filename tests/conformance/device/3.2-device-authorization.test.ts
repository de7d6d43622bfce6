/** RFC 8628 §3.1 and §3.2: what a program asks for, and what it is given to show. */
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { expectError } from '../support/backchannel.ts';
import { DEVICE, deviceParty } from '../support/device.ts';
import { basic, post } from '../support/exchange.ts';

test('the codes, where to type one, and how long there is', async () => {
	const { begin, config } = await deviceParty();
	const first = await begin();
	const issuer = inject('issuer');
	expect(first).toMatchObject({
		expires_in: 600,
		interval: 5,
		verification_uri: `${issuer}/device`
	});
	// §6.1: no vowels, and nothing that is read for another.
	expect(first.user_code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
	// §3.3.1
	expect(first.verification_uri_complete).toBe(`${issuer}/device?user_code=${first.user_code}`);
	// §5.2: it cannot be guessed.
	expect(first.device_code.length).toBeGreaterThanOrEqual(43);
	const second = await begin();
	expect(second.user_code).not.toBe(first.user_code);
	expect(second.device_code).not.toBe(first.device_code);
	const { device_authorization_endpoint, grant_types_supported } = config.serverMetadata();
	expect(device_authorization_endpoint).toBe(`${issuer}/oauth2/device`);
	expect(grant_types_supported).toContain(DEVICE);
});

test('nobody’s client, one that may not, and a secret that is not its own get none', async () => {
	const ask = (client_id: string, headers = {}) =>
		post('/oauth2/device', { client_id, scope: 'openid' }, headers);
	await expectError(await ask('nobody'), 401, 'invalid_client');
	await expectError(await ask('public'), 400, 'unauthorized_client');
	await expectError(await ask('bank'), 401, 'invalid_client');
	const wrong = { authorization: basic('bank', 'wrong') };
	await expectError(await ask('bank', wrong), 401, 'invalid_client');
	await expectError(
		await ask('bank', { authorization: basic('bank') }),
		400,
		'unauthorized_client'
	);
});

test('what cannot be had is refused at once', async () => {
	const ask = (form: Readonly<Record<string, string>>) =>
		post('/oauth2/device', { client_id: 'tool', scope: 'openid', ...form }, {});
	await expectError(await ask({ resource: 'https://rival.example/' }), 400, 'invalid_target');
	await expectError(await ask({ request: 'e30.e30.' }), 400, 'request_not_supported');
	const { config } = await deviceParty('gadget');
	await expect(
		client.initiateDeviceAuthorization(config, {
			scope: 'openid',
			resource: 'https://api.example/orders'
		})
	).rejects.toMatchObject({ error: 'invalid_target' });
});
