/** Offline access in the hands of others: of another client, for more than was allowed, or after it was closed. OpenID Connect Core 1.0 §11. */
import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { hashSecret } from '../../src/lib/server/core/secret.ts';
import { withoutTrace } from './support/attack.ts';
import { openBoth } from './support/both.ts';
import { done, type Browser } from './support/browser.ts';
import { json, send, type Answer, type Json } from './support/http.ts';
import { racing } from './support/people.ts';

const CALLBACK = 'https://shop.example/callback';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const VERIFIER = 'v'.repeat(43);
const DAY = 24 * 60 * 60_000;
const SECRET = 'a secret of the application and its operator';

const shared = { redirectUris: [CALLBACK] };
const confidential = {
	...shared,
	authentication: 'client_secret_post',
	secretHash: hashSecret(SECRET)
};

const LATCHKEY_CLIENTS = JSON.stringify([
	{ ...confidential, id: 'shop', name: 'Shop', offlineAccess: true },
	{ ...confidential, id: 'other', name: 'Other', offlineAccess: true },
	{ ...shared, id: 'page', name: 'Page', offlineAccess: true }
]);

const worlds = await openBoth({ LATCHKEY_CLIENTS });

type Fields = Readonly<Record<string, string>>;

/** What stands in the member of an answer; empty where there is none. */
const textIn = (answer: Json, member: string): string => {
	const { [member]: value } = answer;
	return typeof value === 'string' ? value : '';
};

const secretOf = (client: string): Fields => (client === 'page' ? {} : { client_secret: SECRET });

describe.each(worlds)('on $stores', ({ world, other }) => {
	const { port } = world.server;
	const post = (path: string, fields: Fields, to = port): Promise<Answer> =>
		send(to, { method: 'POST', path, headers: FORM, body: `${new URLSearchParams(fields)}` });
	const call = (path: string, client: string, fields: Fields, to = port): Promise<Answer> =>
		post(path, { client_id: client, ...secretOf(client), ...fields }, to);
	const refresh = (client: string, refresh_token: string, more: Fields = {}, to = port) =>
		call('/oauth2/token', client, { grant_type: 'refresh_token', refresh_token, ...more }, to);

	/** What somebody allows an application to do while they are signed out. */
	async function allowed(person: Browser, client = 'shop', scope = 'openid offline_access') {
		const request = {
			client_id: client,
			response_type: 'code',
			redirect_uri: CALLBACK,
			scope,
			prompt: 'consent',
			code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
			code_challenge_method: 'S256'
		};
		const asked = await person.get(`/oauth2/authorize?${new URLSearchParams(request)}`);
		const { pathname } = new URL(asked.headers.location ?? '', world.origin);
		let answer = await person.form(`${pathname}?/allow`);
		for (;;) {
			const [, onward] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(answer.body) ?? [];
			const to = answer.headers.location ?? onward;
			if (to === undefined) throw new Error(`It leads nowhere: ${answer.status} ${answer.body}`);
			if (to.startsWith(CALLBACK)) {
				const code = new URL(to).searchParams.get('code') ?? '';
				const given = { code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
				const tokens = await done(
					call('/oauth2/token', client, { grant_type: 'authorization_code', ...given })
				);
				return { refresh: textIn(tokens, 'refresh_token'), access: textIn(tokens, 'access_token') };
			}
			answer = await person.get(to.replace(world.origin, ''), { accept: 'text/html' });
		}
	}

	test('another client cannot use a token, ask what it is worth, or give it back', async () => {
		const { refresh: token, access } = await allowed(await world.person());
		await withoutTrace(
			world,
			async () => {
				for (const client of ['other', 'page'])
					for (const to of [port, other.port]) {
						const used = await refresh(client, token, {}, to);
						expect([used.status, json(used)['error']]).toEqual([400, 'invalid_grant']);
						for (const each of [token, access]) {
							await call('/oauth2/revoke', client, { token: each }, to);
							const told = await call('/oauth2/introspect', client, { token: each }, to);
							expect(json(told)['active']).not.toBe(true);
						}
					}
				for (const shown of [{}, { client_secret: 'x' }]) {
					const fields = { client_id: 'shop', grant_type: 'refresh_token', refresh_token: token };
					const used = await post('/oauth2/token', { ...fields, ...shown });
					expect(json(used)['error']).toBe('invalid_client');
				}
			},
			async () => [await refresh('shop', token)]
		);
	});

	test('who cannot use a token does not put off its end', async () => {
		const { refresh: token } = await allowed(await world.person());
		await world.server.advance(6 * DAY);
		const used = await refresh('page', token);
		expect(json(used)['error']).toBe('invalid_grant');
		await world.server.advance(2 * DAY);
		expect(json(await refresh('shop', token))['error']).toBe('invalid_grant');
	});

	test('no refresh gives more than was allowed', async () => {
		const { refresh: token } = await allowed(await world.person(), 'shop', 'openid offline_access');
		for (const scope of ['openid email', 'openid profile groups', 'openid offline_access email'])
			expect(json(await refresh('shop', token, { scope }))['error']).toBe('invalid_scope');
		const less = json(await refresh('shop', token, { scope: 'openid' }));
		expect(less['scope']).toBe('openid');
	});

	test('used and taken back at once at two processes, nothing of it is left', async () => {
		const person = await world.person();
		for (const client of ['shop', 'page']) {
			const { refresh: token } = await allowed(person, client);
			const list = JSON.parse((await person.get('/api/v1/account/applications')).body) as {
				id: string;
				client: { id: string };
			}[];
			const { id } = list.find((each) => each.client.id === client) ?? {};
			const [answers] = await Promise.all([
				racing((at) => refresh(client, token, {}, at % 2 ? port : other.port), 20),
				person.api('DELETE', `/account/applications/${id}`)
			]);
			for (const answer of answers) {
				// A crowded machine may answer 503 at any time.
				expect([200, 400, 503], answer.body).toContain(answer.status);
				if (answer.status !== 200) continue;
				const [access, next] = ['access_token', 'refresh_token'].map((member) =>
					textIn(json(answer), member)
				);
				const seen = await send(port, {
					path: '/oauth2/userinfo',
					headers: { authorization: `Bearer ${access}` }
				});
				expect(seen.status).toBe(401);
				expect((await refresh(client, next ?? '')).status).toBe(400);
			}
		}
	});

	test('allowed while all sessions end, nothing of it is left', async () => {
		const person = await world.person();
		const thief = world.browser();
		for (const [name, value] of person.cookies) thief.cookies.set(name, value);
		const change = { current: person.password, next: 'eight patient otters cross the weir' };
		const [gained] = await Promise.allSettled([
			allowed(thief, 'page'),
			person.api('PUT', '/password', change)
		]);
		if (gained.status === 'fulfilled')
			expect((await refresh('page', gained.value.refresh)).status).toBe(400);
	});
});
