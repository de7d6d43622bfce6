/** RFC 9700 §4.14.2: a refresh token of an application without a secret is used once, and its thief is found out. */
import * as client from 'openid-client';
import { expect, test } from 'vitest';

import { expectRefused, post } from '../support/exchange.ts';
import { pass } from '../support/clock.ts';
import { both } from '../support/relying-party.ts';

const refresh = (token: string, id = 'public') =>
	post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: token, client_id: id }, {});

test('one that comes twice ends all that followed from its sign-in', async () => {
	const { visitor, party } = await both('public');
	const { refresh_token: first = '' } = await party.signIn(visitor);
	const second = await client.refreshTokenGrant(party.config, first);
	expect(second.refresh_token).not.toBe(first);
	await expectRefused(await refresh(first), [400, 'invalid_grant'], 'public');
	await expectRefused(await refresh(second.refresh_token ?? ''), [400, 'invalid_grant'], 'public');
	await expect(party.userinfo(second)).rejects.toMatchObject({ status: 401 });
});

test('it is bound to its application', async () => {
	const { visitor, party } = await both('public');
	const { refresh_token: token = '' } = await party.signIn(visitor);
	await expectRefused(await refresh(token, 'native'), [400, 'invalid_grant'], 'native');
	await expect(client.refreshTokenGrant(party.config, token)).resolves.toBeDefined();
});

test('it widens nothing', async () => {
	const { visitor, party } = await both('public');
	const { refresh_token: token = '' } = await party.signIn(visitor, { scope: 'openid' });
	const form = { grant_type: 'refresh_token', refresh_token: token, client_id: 'public' };
	const wider = await post('/oauth2/token', { ...form, scope: 'openid email' }, {});
	await expectRefused(wider, [400, 'invalid_scope'], 'public');
});

test('it ends with the session, and by itself after a week', async () => {
	const { visitor, party } = await both('public');
	const { refresh_token: token = '' } = await party.signIn(visitor);
	await visitor.signOut();
	await expectRefused(await refresh(token), [400, 'invalid_grant'], 'public');
	const later = await both('public');
	const { refresh_token: old = '' } = await later.party.signIn(later.visitor);
	await pass(7 * 24 * 60 * 60 + 1);
	await expectRefused(await refresh(old), [400, 'invalid_grant'], 'public');
});

test('a code is good for a minute', async () => {
	const { visitor, party } = await both();
	const { url, finish } = await party.request();
	const stop = await visitor.open(url);
	await pass(61);
	await expect(finish(stop)).rejects.toMatchObject({ error: 'invalid_grant' });
});
