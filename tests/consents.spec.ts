/** Consents: what an account has allowed an application is remembered in all its sessions, until it is taken back. */
import * as client from 'openid-client';
import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson, PASSWORD, type Person } from './support/api.ts';
import { hydrated } from './support/fixtures.ts';
import { beginSignIn, discover, expect, test, type Discovered } from './support/relying-party.ts';

interface At {
	readonly server: Discovered;
	readonly application: { readonly callback: string };
	readonly by?: 'shop' | 'own' | 'page';
}

async function somebody(page: Page, server: { origin: string }): Promise<Person> {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	return person;
}

/** Another session of the same account. */
async function signInAnew(page: Page, server: { origin: string }, { username }: Person) {
	await page.context().clearCookies();
	await apiOf(page.request, server).post('/sign-in/password', {
		identifier: username,
		password: PASSWORD
	});
}

type Asked = Readonly<Record<string, string>>;

async function begin(page: Page, { server, application, by = 'shop' }: At, own: Asked = {}) {
	const config = await discover(server, by);
	const { url, finish } = await beginSignIn(config, application, own);
	await page.goto(url);
	return { config, finish: async () => finish(page.url()) };
}

async function allow(page: Page, at: At, own: Asked = {}) {
	const { config, finish } = await begin(page, at, own);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${at.application.callback}**`);
	return { config, tokens: await finish() };
}

test('what was allowed in one session is not asked in another, and is on record there', async ({
	page,
	server,
	application
}) => {
	const at = { server, application };
	const person = await somebody(page, server);
	await allow(page, at);
	await signInAnew(page, server, person);
	const { finish } = await begin(page, at);
	expect((await finish()).claims()?.aud).toBe('shop');
	const [latest] = (await (await apiOf(page.request, server).get('/activity')).json()) as {
		code: string;
		details: object;
	}[];
	expect(latest).toMatchObject({ code: 'tokens.issued', details: { client: 'Shop' } });
});

test('an application that has people asked anew is not said to be signed in before they have answered', async ({
	page,
	server,
	application
}) => {
	const at = { server, application };
	const person = await somebody(page, server);
	await allow(page, at);
	await signInAnew(page, server, person);
	await begin(page, at, { prompt: 'consent' });
	await expect(page.getByRole('heading', { name: 'Sign in to Shop?' })).toBeVisible();
	const codes = async () =>
		((await (await apiOf(page.request, server).get('/activity')).json()) as { code: string }[]).map(
			({ code }) => code
		);
	expect(await codes()).not.toContain('tokens.issued');
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	expect(await codes()).not.toContain('tokens.issued');
});

test('what is new is asked for, and nothing beside it', async ({ page, server, application }) => {
	const at = { server, application };
	const person = await somebody(page, server);
	await allow(page, at, { scope: 'openid profile' });
	await signInAnew(page, server, person);
	await begin(page, at, { scope: 'openid profile groups' });
	const learns = page.getByRole('main').getByRole('listitem');
	await expect(learns).toHaveText(['the groups that you are in here']);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	await signInAnew(page, server, person);
	const { finish } = await begin(page, at, { scope: 'openid profile groups' });
	expect((await finish()).scope).toBe('openid profile groups');
});

test('an application can have everything asked again', async ({ page, server, application }) => {
	const at = { server, application };
	const person = await somebody(page, server);
	await allow(page, at);
	await signInAnew(page, server, person);
	await begin(page, at, { prompt: 'consent' });
	await expect(page.getByRole('heading', { name: 'Sign in to Shop?' })).toBeVisible();
	await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(3);
});

test('what another program on the computer could pass for is asked about in each session', async ({
	page,
	server,
	application
}) => {
	const at = { server, application, by: 'page' } as const;
	const person = await somebody(page, server);
	await allow(page, at);
	const again = await begin(page, at);
	expect((await again.finish()).claims()?.aud).toBe('page');
	await signInAnew(page, server, person);
	await begin(page, at);
	await expect(page.getByRole('button', { name: 'Allow', exact: true })).toBeVisible();
});

test('nobody else has allowed it, and what was declined is not remembered', async ({
	page,
	server,
	application
}) => {
	const at = { server, application };
	await somebody(page, server);
	await allow(page, at);
	await page.context().clearCookies();
	const other = await somebody(page, server);
	await begin(page, at);
	await page.getByRole('button', { name: 'Don’t allow' }).click();
	await page.waitForURL(`${application.callback}**`);
	await signInAnew(page, server, other);
	await begin(page, at);
	await expect(page.getByRole('button', { name: 'Allow', exact: true })).toBeVisible();
});

interface Listed {
	readonly id: string;
	readonly client: { readonly id: string; readonly name: string };
	readonly scopes: readonly string[];
	readonly isImplied: boolean;
}

async function listed(page: Page, server: { origin: string }): Promise<readonly Listed[]> {
	return (await (
		await apiOf(page.request, server).get('/account/applications')
	).json()) as Listed[];
}

interface Tokens {
	readonly access_token: string;
	readonly refresh_token?: string | undefined;
}

async function expectWorthNothing(config: client.Configuration, tokens: Tokens): Promise<void> {
	const { access_token, refresh_token = '' } = tokens;
	for (const token of [access_token, refresh_token])
		expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
	await expect(client.refreshTokenGrant(config, refresh_token)).rejects.toMatchObject({
		error: 'invalid_grant'
	});
	await expect(
		client.fetchUserInfo(config, access_token, client.skipSubjectCheck)
	).rejects.toThrow();
}

test('people see what they allowed and take it back, in every session at once', async ({
	page,
	browser,
	server,
	application
}) => {
	test.slow();
	const at = { server, application };
	const person = await somebody(page, server);
	await page.goto('/applications');
	await expect(page.getByRole('heading', { name: 'No applications yet' })).toBeVisible();
	await expectAccessible(page);

	const { config, tokens } = await allow(page, at);
	const elsewhere = await browser.newContext({ baseURL: server.origin });
	const other = await elsewhere.newPage();
	await signInAnew(other, server, person);
	const { finish } = await begin(other, at);
	const others = await finish();
	const own = await begin(page, { ...at, by: 'own' });
	const ownTokens = await own.finish();

	await page.goto('/applications');
	await hydrated(page);
	const rows = page.getByRole('main').getByRole('listitem');
	await expect(rows).toHaveCount(2);
	const shop = rows.filter({ hasText: /^\s*Shop/ });
	await expect(shop).toContainText('your name and username, and your e-mail address');
	await expect(rows.filter({ hasText: /^\s*Own/ })).toContainText('Allowed by the operator');
	await expect(shop).not.toContainText('Allowed by the operator');
	await expectAccessible(page);
	await page.goto((await shop.getByRole('link').getAttribute('href')) ?? '');
	await expectAccessible(page);
	await page.getByRole('link', { name: 'Cancel' }).click();
	await expect(rows).toHaveCount(2);
	await shop.getByRole('link', { name: 'Take back' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
	await expect(page.getByRole('status').first()).toContainText('Shop is not allowed anything');
	await expect(rows).toHaveCount(1);

	for (const each of [tokens, others]) await expectWorthNothing(config, each);
	expect(await client.tokenIntrospection(own.config, ownTokens.access_token)).toMatchObject({
		active: true
	});
	await page.goto('/activity');
	await expect(page.getByRole('main')).toContainText(
		'You took back what the application Shop was allowed'
	);
	await begin(other, at);
	await expect(other.getByRole('button', { name: 'Allow', exact: true })).toBeVisible();
	await elsewhere.close();
});

test('what the operator has allowed can be ended, too, and nobody is asked when it begins again', async ({
	page,
	server,
	application
}) => {
	const at = { server, application, by: 'own' } as const;
	await somebody(page, server);
	const first = await begin(page, at);
	const tokens = await first.finish();
	const [own] = await listed(page, server);
	const told = { client: { id: 'own', name: 'Own' }, isImplied: true };
	expect(own).toMatchObject({ ...told, scopes: ['openid', 'profile', 'email'] });
	expect(JSON.stringify(own)).not.toMatch(/secret/i);
	const api = apiOf(page.request, server);
	expect((await api.send('DELETE', `/account/applications/${own?.id}`)).status()).toBe(204);
	await expectWorthNothing(first.config, tokens);
	const second = await begin(page, at);
	expect((await second.finish()).claims()?.aud).toBe('own');
	await expectWorthNothing(first.config, tokens);
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('a page asks before it is taken back', async ({ page, server, application }) => {
		await somebody(page, server);
		const { config, tokens } = await allow(page, { server, application });
		await page.goto('/applications');
		await page.getByRole('link', { name: 'Take back' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText(
			'Take back what Shop is allowed?'
		);
		await page.getByRole('button', { name: 'Take back' }).click();
		await page.waitForURL(/\/applications\?/);
		await expect(page.getByRole('heading', { name: 'No applications yet' })).toBeVisible();
		await expectWorthNothing(config, tokens);
	});
});

test('of 50 that take it back in two processes one does, and no refresh that goes on meanwhile outlives it', async ({
	page,
	server,
	application
}) => {
	test.slow();
	await somebody(page, server);
	const second = await server.second();
	const { config, tokens } = await allow(page, { server, application });
	const [shop] = await listed(page, server);
	const { origin } = server;
	const apis = [origin, second.origin].map((to) => apiOf(page.request, { origin, to }));
	const [answers, refreshed] = await Promise.all([
		Promise.all(
			Array.from({ length: 50 }, async (_, at) =>
				(await apis[at % 2]?.send('DELETE', `/account/applications/${shop?.id}`))?.status()
			)
		),
		Promise.all(
			Array.from({ length: 20 }, () =>
				client.refreshTokenGrant(config, tokens.refresh_token ?? '').catch(() => undefined)
			)
		)
	]);
	expect(answers.toSorted()).toEqual([204, ...Array.from({ length: 49 }, () => 404)]);
	await expectWorthNothing(config, tokens);
	for (const each of refreshed) if (each) await expectWorthNothing(config, each);
	const events = (await (await apiOf(page.request, server).get('/activity')).json()) as {
		code: string;
	}[];
	expect(events.filter(({ code }) => code === 'authorization.withdrawn')).toHaveLength(1);
});

test('nobody takes back what another account has allowed', async ({
	page,
	server,
	application
}) => {
	await somebody(page, server);
	const { config, tokens } = await allow(page, { server, application });
	const [shop] = await listed(page, server);
	await page.context().clearCookies();
	const api = apiOf(page.request, server);
	const path = `/account/applications/${shop?.id}`;
	expect((await api.send('DELETE', path)).status()).toBe(401);
	await somebody(page, server);
	expect((await api.send('DELETE', path)).status()).toBe(404);
	expect(await listed(page, server)).toEqual([]);
	expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({
		active: true
	});
});
