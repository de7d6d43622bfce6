/** Offline access: what an application may go on with while nobody is signed in, and all that ends it. */
import * as client from 'openid-client';
import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, enrolApp, newPerson, type Person } from './support/api.ts';
import { beginSignIn, discover, expect, test, type Discovered } from './support/relying-party.ts';

const DAY_MS = 24 * 60 * 60_000;

interface At {
	readonly server: Discovered;
	readonly application: { readonly callback: string };
	readonly by?: 'shop' | 'page' | 'own';
}

async function somebody(page: Page, server: { origin: string }): Promise<Person> {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	return person;
}

async function begin(page: Page, { server, application, by = 'shop' }: At, prompt = 'consent') {
	const config = await discover(server, by);
	const scope = 'openid email offline_access';
	const { url, finish } = await beginSignIn(config, application, { scope, prompt });
	await page.goto(url);
	return { config, finish: async () => finish(page.url()) };
}

async function allow(page: Page, at: At) {
	const { config, finish } = await begin(page, at);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${at.application.callback}**`);
	const { access_token: access, refresh_token: refresh = '', scope } = await finish();
	return { config, access, refresh, scope };
}

const isLive = async (config: client.Configuration, token: string): Promise<boolean> =>
	(await client.tokenIntrospection(config, token)).active;

async function listed(page: Page, server: { origin: string }) {
	return (await (await apiOf(page.request, server).get('/account/applications')).json()) as {
		id: string;
		isOffline: boolean;
		scopes: readonly string[];
	}[];
}

async function expectEnded(config: client.Configuration, ...tokens: string[]): Promise<void> {
	for (const token of tokens) {
		expect(await isLive(config, token)).toBe(false);
		await expect(client.refreshTokenGrant(config, token)).rejects.toMatchObject({
			error: 'invalid_grant'
		});
	}
}

test('is asked for in words of its own, goes on when somebody signs out, and is taken back', async ({
	page,
	server,
	application
}) => {
	test.slow();
	const at = { server, application };
	const { username, password } = await somebody(page, server);
	const { config, finish } = await begin(page, at);
	await expect(page.getByRole('main')).toContainText('act while you are signed out');
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	const { refresh_token: refresh = '', scope } = await finish();
	expect(scope).toContain('offline_access');

	const api = apiOf(page.request, server);
	await api.send('DELETE', '/session');
	const next = await client.refreshTokenGrant(config, refresh);
	expect(await isLive(config, next.access_token)).toBe(true);

	await api.post('/sign-in/password', { identifier: username, password });
	await page.goto('/applications');
	await expect(page.getByRole('main')).toContainText('Also while you are signed out');
	const [shop] = await listed(page, server);
	expect(shop).toMatchObject({ isOffline: true, scopes: ['openid', 'email'] });
	expect((await api.send('DELETE', `/account/applications/${shop?.id}`)).status()).toBe(204);
	await expectEnded(config, refresh, next.access_token);
});

test('beside it, what the session allowed ends with the session', async ({
	page,
	server,
	application
}) => {
	await somebody(page, server);
	const at = { server, application };
	const offline = await allow(page, at);
	const { finish } = await begin(page, at, '');
	const { refresh_token: bound = '', scope } = await finish();
	expect(scope).toBe('openid email');
	await apiOf(page.request, server).send('DELETE', '/session');
	await expectEnded(offline.config, bound);
	expect(await isLive(offline.config, offline.refresh)).toBe(true);
});

test('who may not have it is not given it, and nobody is asked', async ({
	page,
	server,
	application
}) => {
	await somebody(page, server);
	const at = { server, application, by: 'own' } as const;
	const { config, finish } = await begin(page, at);
	await expect(page.getByRole('main')).not.toContainText('while you are signed out');
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	const { refresh_token: refresh = '', scope } = await finish();
	expect(scope).toBe('openid email');
	expect((await listed(page, server)).map(({ isOffline }) => isOffline)).toEqual([false]);
	await apiOf(page.request, server).send('DELETE', '/session');
	await expectEnded(config, refresh);
});

test('an application gives it back with all that hangs on it, and another cannot', async ({
	page,
	server,
	application
}) => {
	const at = { server, application };
	await somebody(page, server);
	const { config, access, refresh } = await allow(page, at);
	await client.tokenRevocation(await discover(server, 'page'), refresh).catch(() => undefined);
	expect(await isLive(config, refresh)).toBe(true);
	await client.tokenRevocation(config, refresh);
	await expectEnded(config, refresh, access);
	expect(await listed(page, server)).toMatchObject([{ isOffline: false }]);
});

test.describe('it ends with', () => {
	type Ending = (page: Page, server: Discovered, person: Person) => Promise<{ ok(): boolean }>;
	const ends: readonly (readonly [string, Ending])[] = [
		[
			'the password',
			(page, server, { password }) =>
				apiOf(page.request, server).send('PUT', '/password', {
					current: password,
					next: 'another long passphrase of hers'
				})
		],
		[
			'all other sessions',
			(page, server) => apiOf(page.request, server).send('DELETE', '/sessions')
		],
		['the account', (page, server) => apiOf(page.request, server).send('DELETE', '/account')]
	];
	for (const [name, end] of ends)
		test(name, async ({ page, server, application }) => {
			const person = await somebody(page, server);
			const { config, access, refresh } = await allow(page, { server, application });
			const answer = await end(page, server, person);
			expect(answer.ok()).toBe(true);
			await expectEnded(config, refresh, access);
		});

	test('a factor that is removed', async ({ page, server, application }) => {
		await somebody(page, server);
		const api = apiOf(page.request, server);
		await enrolApp(api, server.now());
		const { config, access, refresh } = await allow(page, { server, application });
		const factors = (await (await api.get('/factors')).json()) as { id: string; method: string }[];
		const id = factors.find(({ method }) => method === 'totp')?.id;
		expect((await api.send('DELETE', `/factors/${id}`)).ok()).toBe(true);
		await expectEnded(config, refresh, access);
	});

	test('an account that is disabled, also when it is enabled again', async ({
		page,
		server,
		application
	}) => {
		test.slow();
		const { username } = await somebody(page, server);
		const { config, access, refresh } = await allow(page, { server, application });
		for (const act of ['disable', 'enable']) {
			const { code, notes } = await server.latchkey(['accounts', act, username]);
			expect(code, notes).toBe(0);
		}
		await expectEnded(config, refresh, access);
	});

	test('everybody’s sessions', async ({ page, server, application }) => {
		await somebody(page, server);
		const { config, access, refresh } = await allow(page, { server, application });
		const { code, notes } = await server.latchkey(['sessions', 'end-everybody', '--yes']);
		expect(code, notes).toBe(0);
		await expectEnded(config, refresh, access);
	});
});

test('of 50 that bring one token of a page to two processes one gets another, and it ends', async ({
	page,
	server,
	application
}) => {
	test.slow();
	await somebody(page, server);
	const second = await server.second();
	const { config, refresh } = await allow(page, { server, application, by: 'page' });
	const form = { grant_type: 'refresh_token', client_id: 'page', refresh_token: refresh };
	const answers = await Promise.all(
		Array.from({ length: 50 }, (_, at) =>
			page.request.post(`${(at % 2 === 0 ? server : second).origin}/oauth2/token`, { form })
		)
	);
	expect(answers.filter((answer) => answer.ok())).toHaveLength(1);
	const won = answers.find((answer) => answer.ok());
	const { refresh_token: next = '' } = (await won?.json()) as { refresh_token?: string };
	expect(next).not.toBe(refresh);
	await expectEnded(config, refresh, next);
	const events = (await (await apiOf(page.request, server).get('/activity')).json()) as {
		code: string;
	}[];
	expect(events.map(({ code }) => code)).toEqual(
		expect.arrayContaining(['authorization.allowed_offline', 'tokens.reused'])
	);
});

test('it ends after a week without use, and after thirty days in any case', async ({
	page,
	server,
	application
}) => {
	const at = { server, application };
	await somebody(page, server);
	const used = await allow(page, at);
	const idle = await allow(page, at);
	for (let day = 0; day < 24; day += 6) {
		await server.advance(6 * DAY_MS);
		const config = await discover(server, 'shop');
		expect((await client.refreshTokenGrant(config, used.refresh)).access_token).toBeDefined();
	}
	await expectEnded(await discover(server, 'shop'), idle.refresh);
	await server.advance(6 * DAY_MS);
	await expectEnded(await discover(server, 'shop'), used.refresh);
});
