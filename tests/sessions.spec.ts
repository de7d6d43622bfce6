/** The list of sessions, and ending them. */
import type { Browser } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, PASSWORD, type Person } from './support/api.ts';
import { expect, hydrated, test } from './support/fixtures.ts';

const IPHONE =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1';

async function signInOn(browser: Browser, server: { origin: string }, { username }: Person) {
	const page = await browser.newPage({ baseURL: server.origin, userAgent: IPHONE });
	await apiOf(page.request, server).post('/sign-in/password', {
		identifier: username,
		password: PASSWORD,
		staySignedIn: true
	});
	return page;
}

test('the list shows each browser, marks this one, and ends another', async ({
	browser,
	page,
	server
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const other = await signInOn(browser, server, person);
	await page.goto('/sessions');
	await hydrated(page);
	const rows = page.getByRole('main').getByRole('listitem');
	await expect(rows).toHaveCount(2);
	await expect(rows.first()).toContainText('This one');
	await expect(rows.first().getByRole('link')).toHaveCount(0);
	await expect(rows.last()).toContainText('Safari on iOS');
	await expect(rows.last()).toContainText('Stays signed in');
	await expect(rows.last()).toContainText('With a password only');

	await rows.last().getByRole('link', { name: /^End/ }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('Safari on iOS');
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await expect(rows).toHaveCount(2);
	await rows.last().getByRole('link', { name: /^End/ }).click();
	await dialog.getByRole('button', { name: 'End session' }).click();
	await expect(page.getByRole('status').first()).toContainText('One session has ended');
	await expect(rows).toHaveCount(1);

	await other.goto('/activity');
	await expect(other).toHaveURL(/\/sign-in/);
	await expect(other.getByRole('status').first()).toContainText('Your session has ended');
	await other.close();
});

test('what was added in a session is not said to have signed it in', async ({ page, server }) => {
	const person = newPerson();
	const api = apiOf(page.request, server);
	await api.post('/accounts', person);
	const { secret } = await enrolApp(api, server.now());
	const row = page.getByRole('main').getByRole('listitem').first();
	await page.goto('/sessions');
	await expect(row.getByText('With password', { exact: true })).toBeVisible();
	await expect(row.getByText('Added here: authenticator app')).toBeVisible();
	await page.goto('/security');
	await expect(page.getByText('Not used to sign in yet')).toBeVisible();

	await api.send('DELETE', '/session');
	await server.advance(60_000);
	const identifier = person.username;
	const { challenge } = await api.post<{ challenge: { id: string } }>('/sign-in/password', {
		identifier,
		password: PASSWORD
	});
	const answer = await codeAt(secret, server.now());
	await api.post(`/challenges/${challenge.id}/answer`, { method: 'totp', answer });
	await page.goto('/sessions');
	await expect(row.getByText('With password and authenticator app')).toBeVisible();
	await expect(row.getByText('Added here')).toHaveCount(0);
});

test('all others are ended at once, and this one stays', async ({ browser, page, server }) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const others = [await signInOn(browser, server, person), await signInOn(browser, server, person)];
	await page.goto('/sessions');
	await hydrated(page);
	await page.getByRole('link', { name: 'End all others' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
	await expect(page.getByRole('status').first()).toContainText('2 sessions have ended');
	for (const other of others) {
		await other.goto('/');
		await expect(other).toHaveURL(/\/sign-in/);
		await other.close();
	}
	await page.goto('/sessions');
	await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1);
});

test('a session is ended without script, on a page that asks first', async ({
	browser,
	page,
	server
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const other = await signInOn(browser, server, person);
	const context = await browser.newContext({
		javaScriptEnabled: false,
		baseURL: server.origin,
		storageState: await page.context().storageState()
	});
	const plain = await context.newPage();
	await plain.goto('/sessions');
	await plain.getByRole('link', { name: /^End(?! all)/ }).click();
	await expect(plain.getByRole('heading', { level: 1 })).toContainText('End this session?');
	const lefts = await plain
		.getByRole('main')
		.locator('p:not(.row-meta)')
		.evaluateAll((all) => all.map((each) => each.getBoundingClientRect().left));
	expect(new Set(lefts).size, 'one column').toBe(1);
	await plain.getByRole('button', { name: 'End session' }).click();
	await expect(plain).toHaveURL(/\/sessions\?ended=1/);
	await other.goto('/');
	await expect(other).toHaveURL(/\/sign-in/);
	await other.close();
	await context.close();
});

test('another account’s session is not there', async ({ browser, page, server }) => {
	const stranger = newPerson();
	const other = await browser.newPage({ baseURL: server.origin });
	const { session } = await apiOf(other.request, server).post<{ session: { id: string } }>(
		'/accounts',
		stranger
	);
	await apiOf(page.request, server).post('/accounts', newPerson());
	const response = await page.goto(`/sessions/${session.id}`);
	expect(response?.status()).toBe(404);
	await other.goto('/sessions');
	await expect(other.getByRole('main').getByRole('listitem')).toHaveCount(1);
	await other.close();
});

test(
	'the pages of sessions are accessible',
	{ tag: '@screens' },
	async ({ browser, page, server }) => {
		test.slow();
		const person = newPerson();
		await apiOf(page.request, server).post('/accounts', person);
		await page.goto('/sessions');
		await expectAccessible(page);
		const other = await signInOn(browser, server, person);
		await page.goto('/sessions?ended=0');
		await hydrated(page);
		await expectAccessible(page);
		await page.getByRole('link', { name: /^End(?! all)/ }).click();
		await expectAccessible(page);
		const href = await page.getByRole('link', { name: /^End(?! all)/ }).getAttribute('href');
		await page.goto(href ?? '');
		await expectAccessible(page);
		await page.goto('/sessions/others');
		await expectAccessible(page);
		await other.close();
	}
);
