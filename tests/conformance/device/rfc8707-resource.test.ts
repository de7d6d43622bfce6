/** RFC 8707 and RFC 9068, beside the device flow: tokens for an API. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import { expectError } from '../support/backchannel.ts';
import { API } from '../support/clients.ts';
import { now } from '../support/clock.ts';
import { answerDevice, deviceParty, pollDevice } from '../support/device.ts';
import { post } from '../support/exchange.ts';
import { newVisitor } from '../support/visitor.ts';

async function audienceOf(token: string) {
	const issuer = inject('issuer');
	const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
	const { payload } = await jwtVerify(token, keys, {
		issuer,
		typ: 'at+jwt',
		algorithms: ['ES256'],
		currentDate: await now()
	});
	return payload.aud;
}

test('named where it asks, where it gets them, or after a refresh', async () => {
	const [visitor, { begin, finish, config }] = [await newVisitor(), await deviceParty()];
	const device = await begin({ resource: API });
	await answerDevice(visitor, device);
	const tokens = await finish(device, { resource: API });
	const refresh = (own = {}) => client.refreshTokenGrant(config, tokens.refresh_token ?? '', own);
	expect(await audienceOf(tokens.access_token)).toBe(API);
	expect(await audienceOf((await refresh()).access_token)).toBe(API);
});

test('named twice, it is the same one', async () => {
	const [visitor, { finish }] = [await newVisitor(), await deviceParty()];
	const named = ['resource', 'resource'].map((name) => [name, API] as const);
	const form = [['client_id', 'tool'], ['scope', 'openid'], ...named] as const;
	const answer = await post('/oauth2/device', form, {});
	expect(answer.status).toBe(200);
	const device = (await answer.json()) as Awaited<
		ReturnType<Awaited<ReturnType<typeof deviceParty>>['begin']>
	>;
	const { user_code } = device;
	expect((await visitor.open(`/device?user_code=${user_code}`)).answer?.status).toBe(200);
	expect((await answerDevice(visitor, device)).status).toBe(303);
	expect(await audienceOf((await finish(device)).access_token)).toBe(API);
});

test('one that was not named at first is no target', async () => {
	const [visitor, { begin }] = [await newVisitor(), await deviceParty()];
	const device = await begin();
	await answerDevice(visitor, device);
	await expectError(await pollDevice(device, 'tool', { resource: API }), 400, 'invalid_target');
});
