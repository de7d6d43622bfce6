/** CIBA Core 1.0 §7, §10.1 and §11: a phone is asked, and its application comes for the tokens. */
import * as client from 'openid-client';
import { expect, inject, test } from 'vitest';

import {
	approved,
	backchannelParty,
	BINDING,
	expectError,
	pollOnce
} from '../support/backchannel.ts';
import { pass } from '../support/clock.ts';

test('fapi-ciba-id1: the phone shows what was asked, and the tokens are what they should be', async () => {
	const { party, asked } = await approved('bank', { scope: 'openid profile' });
	expect(Object.keys(asked).toSorted()).toEqual(['auth_req_id', 'expires_in', 'interval']);
	// CIBA Core 1.0 §7.3: no less than 128 bits, of few characters.
	expect(asked.auth_req_id).toMatch(/^[\w.-]{22,}$/);
	const tokens = await party.finish(asked);
	const claims = tokens.claims();
	expect(claims).toMatchObject({
		iss: inject('issuer'),
		aud: 'bank',
		acr: 'aal2'
	});
	expect(claims?.auth_time).toBeGreaterThan(0);
	expect(claims?.exp).toBeGreaterThan(claims?.iat ?? Infinity);
	// Of push alone. §10.3.1.
	for (const name of [
		'urn:openid:params:jwt:claim:auth_req_id',
		'urn:openid:params:jwt:claim:rt_hash'
	])
		expect(claims).not.toHaveProperty([name]);
	const { sub } = await client.fetchUserInfo(party.config, tokens.access_token, claims?.sub ?? '');
	expect(sub).toBe(claims?.sub);
});

test('fapi-ciba-id1: an id brings tokens once', async () => {
	const { party, asked } = await approved();
	await party.finish(asked);
	await pass(5);
	await expectError(await pollOnce(asked.auth_req_id), 400, 'invalid_grant');
});

test('fapi-ciba-id1: two applications that ask the same person are told of them alike, and of their own request', async () => {
	const first = await approved();
	const tokens = await first.party.finish(first.asked);
	const second = await backchannelParty('rival');
	const asked = await second.ask(first.holder);
	expect((await first.holder.shown()).document).toMatchObject({
		application: 'Rival',
		text: BINDING
	});
	await first.holder.approve();
	const other = await second.finish(asked);
	expect(other.claims()?.sub).toBe(tokens.claims()?.sub);
	expect(other.claims()?.aud).toBe('rival');
});
