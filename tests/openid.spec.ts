/** OpenID Connect: an application has people sign in here, and believes only what the specifications let it believe. */
import { createHash } from 'node:crypto';

import * as client from 'openid-client';
import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Person } from './support/api.ts';
import { hydrated } from './support/fixtures.ts';
import { withPhone } from './support/phone.ts';
import { beginSignIn, discover, expect, test, type Discovered } from './support/relying-party.ts';

const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

async function somebody(page: Page, server: { origin: string }): Promise<Person> {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	return person;
}

async function typePassword(page: Page, { username, password }: Person): Promise<void> {
	await page.getByLabel('Username or e-mail').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('somebody signs in, allows it once, and the application learns who they are', async ({
	page,
	application,
	server
}) => {
	const person = await somebody(page, server);
	await page.context().clearCookies();
	const put = await server.latchkey(['accounts', 'groups', person.username, '--add', 'members']);
	expect(put.code, put.notes).toBe(0);
	const config = await discover(server, 'shop');
	const scope = 'openid profile email groups';
	const { url, finish } = await beginSignIn(config, application, { scope });
	await page.goto(url);
	await expect(page.getByRole('main')).toContainText('Shop');
	await typePassword(page, person);
	await page.waitForURL(/\/authorize\//);
	await expect(page.getByRole('heading', { name: 'Sign in to Shop?' })).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);

	const tokens = await finish(page.url());
	const claims = tokens.claims();
	expect(claims).toMatchObject({ iss: server.origin, aud: 'shop', acr: 'aal1', amr: ['pwd'] });
	expect(claims?.auth_time).toEqual(expect.any(Number));
	const { sub = '' } = claims ?? {};
	const told = await client.fetchUserInfo(config, tokens.access_token, sub);
	expect(told).toEqual({
		sub,
		name: person.username,
		preferred_username: person.username,
		email: person.email,
		email_verified: false,
		groups: ['members']
	});

	const again = await beginSignIn(config, application, { scope, prompt: 'none' });
	await page.goto(again.url);
	expect((await again.finish(page.url())).claims()?.sub).toBe(sub);
});

/** In the browser of somebody who is signed in, by the application that nobody is asked about. */
async function tokensOf(page: Page, server: Discovered, application: { callback: string }) {
	const config = await discover(server, 'own');
	const { url, finish } = await beginSignIn(config, application);
	await page.goto(url);
	return { config, tokens: await finish(page.url()) };
}

test('a phone that is asked says to which application its owner goes on', async ({
	page,
	browser,
	application,
	server
}) => {
	test.setTimeout(120_000);
	const { person, phone } = await withPhone({ page, browser, server });
	const { url } = await beginSignIn(await discover(server, 'own'), application);
	await page.goto(url);
	await typePassword(page, person);
	await page.waitForURL(/\/verify\//);
	await hydrated(page);
	await page.getByRole('button', { name: 'Ask my phone' }).click();
	await phone.open();
	await expect(phone.page.getByText('Sign in to Latchkey and go on to Own')).toBeVisible();
	await expectAccessible(phone.page);
	await phone.pick((await page.locator('.approval-number [aria-hidden]').textContent()) ?? '');
	await page.waitForURL(`${application.callback}**`);
	await phone.context.close();
});

test('an application of the operator’s own asks nobody, and its tokens end with the session', async ({
	page,
	application,
	server
}) => {
	await somebody(page, server);
	const { config, tokens } = await tokensOf(page, server, application);
	const { access_token, refresh_token = '' } = tokens;
	expect(await client.tokenIntrospection(config, access_token)).toMatchObject({ active: true });

	const next = await client.refreshTokenGrant(config, refresh_token);
	expect(next.claims()?.sub).toBe(tokens.claims()?.sub);

	await apiOf(page.request, server).send('DELETE', '/session');
	const over = [access_token, next.access_token, refresh_token];
	for (const token of over)
		expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
	await expect(
		client.fetchUserInfo(config, access_token, tokens.claims()?.sub ?? '')
	).rejects.toThrow();
	await expect(client.refreshTokenGrant(config, refresh_token)).rejects.toMatchObject({
		error: 'invalid_grant'
	});
});

test('the list of sessions says which applications each was used for', async ({
	page,
	application,
	server
}) => {
	await somebody(page, server);
	await tokensOf(page, server, application);
	const { url } = await beginSignIn(await discover(server, 'shop'), application);
	await page.goto(url);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	expect(await (await page.request.get(`${server.origin}/api/v1/sessions`)).json()).toMatchObject([
		{
			applications: [
				{ id: 'own', name: 'Own' },
				{ id: 'shop', name: 'Shop' }
			]
		}
	]);
	await page.goto(`${server.origin}/sessions`);
	const [row] = await page.getByRole('main').getByRole('listitem').all();
	if (!row) throw new Error('A session is expected.');
	await expect(row).toContainText('Used for Own and Shop');
	await expectAccessible(page);
});

test('what an application gives back is worth nothing', async ({ page, application, server }) => {
	await somebody(page, server);
	const { config, tokens } = await tokensOf(page, server, application);
	await client.tokenRevocation(config, tokens.refresh_token ?? '');
	for (const token of [tokens.access_token, tokens.refresh_token ?? ''])
		expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
});

test('of 50 that bring one code to two processes one gets tokens, and they are taken back', async ({
	page,
	application,
	server
}) => {
	await somebody(page, server);
	const other = await server.second();
	const config = await discover(server, 'page');
	const { url } = await beginSignIn(config, application, { code_challenge: CHALLENGE });
	await page.goto(url);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	const code = new URL(page.url()).searchParams.get('code') ?? '';
	const exchange = (origin: string) =>
		page.request.post(`${origin}/oauth2/token`, {
			form: {
				grant_type: 'authorization_code',
				client_id: 'page',
				redirect_uri: application.callback,
				code_verifier: VERIFIER,
				code
			}
		});
	const answers = await Promise.all(
		Array.from({ length: 50 }, (_, at) => exchange(at % 2 === 0 ? server.origin : other.origin))
	);
	expect(answers.map((answer) => answer.status()).sort()).toEqual([
		200,
		...Array.from({ length: 49 }, () => 400)
	]);
	const won = answers.find((answer) => answer.ok());
	const { access_token = '' } = (await won?.json()) as { access_token?: string };
	const { status } = await fetch(`${server.origin}/oauth2/userinfo`, {
		headers: { authorization: `Bearer ${access_token}` }
	});
	expect(status).toBe(401);
});

test('a refresh token of a page is used once, and its second use ends them all', async ({
	page,
	application,
	server
}) => {
	await somebody(page, server);
	const config = await discover(server, 'page');
	const { url, finish } = await beginSignIn(config, application);
	await page.goto(url);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	const first = await finish(page.url());
	const second = await client.refreshTokenGrant(config, first.refresh_token ?? '');
	expect(second.refresh_token).not.toBe(first.refresh_token);
	for (const stolen of [first.refresh_token, second.refresh_token])
		await expect(client.refreshTokenGrant(config, stolen ?? '')).rejects.toMatchObject({
			error: 'invalid_grant'
		});
	const api = apiOf(page.request, server);
	const events = (await (await api.get('/activity')).json()) as { code: string }[];
	expect(events.map(({ code }) => code)).toContain('tokens.reused');
});

test.describe('what an application asks of a sign-in', () => {
	test('a level that the account reaches by a second factor', async ({
		page,
		application,
		server
	}) => {
		const person = await somebody(page, server);
		const api = apiOf(page.request, server);
		const { secret } = await enrolApp(api, server.now());
		await api.send('DELETE', '/session');
		await server.advance(60_000);
		await page.goto('/sign-in');
		await typePassword(page, person);
		await page.getByLabel('Code').fill(await codeAt(secret, server.now()));
		await page.waitForURL(`${server.origin}/`);
		const config = await discover(server, 'own');
		const { url, finish } = await beginSignIn(config, application, { acr_values: 'aal2' });
		await page.goto(url);
		expect((await finish(page.url())).claims()).toMatchObject({
			acr: 'aal2',
			amr: expect.arrayContaining(['pwd', 'otp', 'mfa'])
		});
	});

	test('a level that the account cannot reach is not given', async ({
		page,
		application,
		server
	}) => {
		await somebody(page, server);
		const config = await discover(server, 'own');
		const { url } = await beginSignIn(config, application, { acr_values: 'aal2' });
		await page.goto(url);
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Own wants a second factor');
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Back to Own' }).click();
		await page.waitForURL(`${application.callback}**`);
		expect(new URL(page.url()).searchParams.get('error')).toBe('access_denied');
	});

	test('the password anew, however young the session is', async ({ page, application, server }) => {
		const person = await somebody(page, server);
		const config = await discover(server, 'own');
		const { url, finish } = await beginSignIn(config, application, { prompt: 'login' });
		await page.goto(url);
		await page.waitForURL(/\/verify\//);
		await page.getByLabel('Password', { exact: true }).fill(person.password);
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.waitForURL(`${application.callback}**`);
		await finish(page.url());
	});

	test('a proof that is young enough', async ({ page, application, server }) => {
		await somebody(page, server);
		await server.advance(10 * 60_000);
		const config = await discover(server, 'own');
		const old = await beginSignIn(config, application, { max_age: '60' });
		await page.goto(old.url);
		await expect(page).toHaveURL(/\/verify\//);
		const young = await beginSignIn(config, application, { max_age: '3600' });
		await page.goto(young.url);
		await expect(page).toHaveURL(/\/callback\?code=/);
	});

	test('no question, where there would have to be one', async ({ page, application, server }) => {
		await page.context().clearCookies();
		const config = await discover(server, 'shop');
		const nobody = await beginSignIn(config, application, { prompt: 'none' });
		await page.goto(nobody.url);
		await expect(nobody.finish(page.url())).rejects.toMatchObject({ error: 'login_required' });
		await somebody(page, server);
		const unasked = await beginSignIn(config, application, { prompt: 'none' });
		await page.goto(unasked.url);
		await expect(unasked.finish(page.url())).rejects.toMatchObject({ error: 'consent_required' });
	});
});

test('who does not allow it is sent back, and the application learns nothing', async ({
	page,
	application,
	server
}) => {
	await somebody(page, server);
	const { url, finish } = await beginSignIn(await discover(server, 'shop'), application);
	await page.goto(url);
	await page.getByRole('button', { name: 'Don’t allow' }).click();
	await page.waitForURL(`${application.callback}**`);
	await expect(finish(page.url())).rejects.toMatchObject({ error: 'access_denied' });
});

test('somebody else can sign in where one is signed in', async ({ page, application, server }) => {
	const wanted = await somebody(page, server);
	await page.context().clearCookies();
	await somebody(page, server);
	const config = await discover(server, 'shop');
	const { url, finish } = await beginSignIn(config, application);
	await page.goto(url);
	await page.getByRole('button', { name: 'Use another account' }).click();
	await typePassword(page, wanted);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	const tokens = await finish(page.url());
	const { sub = '' } = tokens.claims() ?? {};
	expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({
		preferred_username: wanted.username
	});
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('the whole way is the same', async ({ page, application, server }) => {
		const person = await somebody(page, server);
		await page.context().clearCookies();
		const { url, finish } = await beginSignIn(await discover(server, 'shop'), application);
		await page.goto(url);
		await typePassword(page, person);
		await page.getByRole('button', { name: 'Allow', exact: true }).click();
		await page.waitForURL(`${application.callback}**`);
		expect((await finish(page.url())).claims()?.aud).toBe('shop');
	});
});

test.describe('an application signs somebody out', () => {
	const isSignedIn = async (page: Page, server: { origin: string }) =>
		(await apiOf(page.request, server).get('/session')).ok();
	const leave = (
		config: client.Configuration,
		{ origin }: { origin: string },
		own: Readonly<Record<string, string>> = {}
	) => {
		const asked = { post_logout_redirect_uri: `${origin}/bye`, state: 'over', ...own };
		return client.buildEndSessionUrl(config, asked).href;
	};

	test('at once, where it shows that it has signed in just them', async ({
		page,
		application,
		server
	}) => {
		await somebody(page, server);
		const { config, tokens } = await tokensOf(page, server, application);
		await page.goto(leave(config, application, { id_token_hint: tokens.id_token ?? '' }));
		expect(page.url()).toBe(`${application.origin}/bye?state=over`);
		expect(await isSignedIn(page, server)).toBe(false);
		expect(await client.tokenIntrospection(config, tokens.access_token)).toEqual({ active: false });
		await page.goto(leave(config, application));
		expect(page.url()).toBe(`${application.origin}/bye?state=over`);
	});

	test('else they are asked, and may stay', async ({ page, application, server }) => {
		await somebody(page, server);
		const config = await discover(server, 'own');
		await page.goto(leave(config, application));
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign out?');
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Stay signed in, back to Own' }).click();
		// Not to where people are sent who have signed out.
		await page.waitForURL(`${application.origin}/`);
		expect(await isSignedIn(page, server)).toBe(true);
		await page.goto(leave(config, application));
		await page.getByRole('button', { name: 'Sign out' }).click();
		await page.waitForURL(`${application.origin}/bye?state=over`);
		expect(await isSignedIn(page, server)).toBe(false);
	});

	test('who stays comes to their account, where nobody says which application it was', async ({
		page,
		server
	}) => {
		await somebody(page, server);
		await page.goto(`${server.origin}/oauth2/end-session`);
		await expect(page.getByText('A page elsewhere asks us')).toBeVisible();
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Stay signed in, to your account' }).click();
		await expect(page).toHaveURL(`${server.origin}/`);
		expect(await isSignedIn(page, server)).toBe(true);
	});

	test('nobody is sent where the operator has not said, nor signed out by the token of another', async ({
		page,
		application,
		server
	}) => {
		await somebody(page, server);
		const { config, tokens } = await tokensOf(page, server, application);
		const bent = leave(config, application, { post_logout_redirect_uri: 'https://thief.example/' });
		expect((await page.goto(bent))?.status()).toBe(400);
		await page.context().clearCookies();
		await somebody(page, server);
		await page.goto(leave(config, application, { id_token_hint: tokens.id_token ?? '' }));
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign out?');
		expect(await isSignedIn(page, server)).toBe(true);
	});
});

test('what is asked can be pushed ahead, and counts once', async ({
	page,
	application,
	server
}) => {
	await somebody(page, server);
	const config = await discover(server, 'own');
	const url = await client.buildAuthorizationUrlWithPAR(config, {
		redirect_uri: application.callback,
		scope: 'openid',
		code_challenge: CHALLENGE,
		code_challenge_method: 'S256'
	});
	await page.goto(url.href);
	const answer = new URL(page.url());
	const tokens = await client.authorizationCodeGrant(config, answer, {
		pkceCodeVerifier: VERIFIER
	});
	expect(tokens.claims()?.aud).toBe('own');
	await page.goto(url.href);
	expect(new URL(page.url()).searchParams.get('code')).toBeNull();
});

test('tokens that are bound to a key are nobody else’s, and each proof counts once', async ({
	page,
	application,
	server
}) => {
	await somebody(page, server);
	const config = await discover(server, 'bound');
	const key = await client.randomDPoPKeyPair();
	const DPoP = client.getDPoPHandle(config, key);
	const { url } = await beginSignIn(config, application, { code_challenge: CHALLENGE, nonce: 'n' });
	await page.goto(url);
	const address = new URL(page.url());
	const checks = { pkceCodeVerifier: VERIFIER, expectedNonce: 'n' };
	const state = address.searchParams.get('state') ?? '';
	const grant = client.authorizationCodeGrant(
		config,
		address,
		{ ...checks, expectedState: state },
		undefined,
		{ DPoP }
	);
	const { access_token, refresh_token = '', token_type } = await grant;
	expect(token_type).toBe('dpop');

	const proofs: string[] = [];
	config[client.customFetch] = (to, options) => {
		proofs.push(new Headers(options.headers).get('dpop') ?? '');
		return fetch(to, options as RequestInit);
	};
	await client.fetchUserInfo(config, access_token, client.skipSubjectCheck, { DPoP });
	const told = (dpop: string, scheme = 'DPoP') =>
		fetch(`${server.origin}/oauth2/userinfo`, {
			headers: { authorization: `${scheme} ${access_token}`, ...(dpop && { dpop }) }
		});
	expect((await told(proofs[0] ?? '')).status).toBe(401);
	expect((await told('', 'Bearer')).status).toBe(401);
	const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair());
	await expect(
		client.refreshTokenGrant(config, refresh_token, undefined, { DPoP: other })
	).rejects.toMatchObject({ error: 'invalid_grant' });
	await client.refreshTokenGrant(config, refresh_token, undefined, { DPoP });
});

test.describe('attacks', () => {
	test('what one browser has begun, another cannot answer', async ({
		page,
		browser,
		application,
		server
	}) => {
		await somebody(page, server);
		const { url } = await beginSignIn(await discover(server, 'shop'), application);
		await page.goto(url);
		await page.waitForURL(/\/authorize\//);
		const victim = await browser.newContext({ baseURL: server.origin });
		const elsewhere = await victim.newPage();
		await somebody(elsewhere, server);
		const response = await elsewhere.goto(page.url());
		expect(response?.status()).toBe(410);
		await victim.close();
	});

	const bent: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
		['an address that nobody has named', { redirect_uri: 'https://thief.example/callback' }],
		['an address that only begins like the one', { redirect_uri: 'CALLBACK/more' }],
		['an application that nobody has named', { client_id: 'nobody' }]
	];
	for (const [name, own] of bent)
		test(`${name} is sent nothing`, async ({ page, application, server }) => {
			await somebody(page, server);
			const { redirect_uri, ...others } = own;
			const to = redirect_uri?.replace('CALLBACK', application.callback) ?? application.callback;
			const config = await discover(server, 'shop');
			const { url } = await beginSignIn(config, application, { ...others, redirect_uri: to });
			const response = await page.goto(url);
			expect(response?.status()).toBe(400);
			expect(new URL(page.url()).origin).toBe(server.origin);
			await expect(page.getByRole('heading', { level: 1 })).toHaveText('That did not work');
		});

	const refused: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
		['a challenge in the clear', 'invalid_request', { code_challenge_method: 'plain' }],
		['no challenge', 'invalid_request', { code_challenge: '', code_challenge_method: '' }],
		['tokens in the address', 'invalid_request', { response_type: 'id_token token' }],
		[
			'an answer that a script sends on',
			'unsupported_response_mode',
			{ response_mode: 'form_post' }
		]
	];
	for (const [name, error, own] of refused)
		test(`${name} is refused`, async ({ page, application, server }) => {
			await somebody(page, server);
			const { url } = await beginSignIn(await discover(server, 'own'), application, own);
			await page.goto(url);
			expect(page.url()).toContain(`error=${error}`);
			expect(page.url()).not.toContain('code=');
		});

	test('a wrong secret gets nothing, in the header, in the form or left out', async ({
		page,
		server
	}) => {
		const form = { grant_type: 'refresh_token', refresh_token: 'x' };
		const ask = (headers: Record<string, string>, more: Record<string, string> = {}) =>
			page.request.post(`${server.origin}/oauth2/token`, { headers, form: { ...form, ...more } });
		const basic = `Basic ${Buffer.from('shop:wrong').toString('base64')}`;
		expect((await ask({ authorization: basic })).status()).toBe(401);
		expect((await ask({}, { client_id: 'shop', client_secret: 'wrong' })).status()).toBe(401);
		expect((await ask({}, { client_id: 'shop' })).status()).toBe(401);
	});
});
