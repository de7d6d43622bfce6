/** Consents: what an account has allowed an application is remembered in all its sessions, until it is taken back. */
import type { Page } from 'playwright/test';

import { apiOf, newPerson, PASSWORD, type Person } from './support/api.ts';
import { beginSignIn, discover, expect, test, type Discovered } from './support/relying-party.ts';

interface At {
	readonly server: Discovered;
	readonly application: { readonly callback: string };
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

async function begin(page: Page, { server, application }: At, own: Asked = {}) {
	const config = await discover(server, 'shop');
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
	expect(latest).toMatchObject({ code: 'tokens.issued', details: { client: 'shop' } });
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
