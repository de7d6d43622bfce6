/** Leaving: an account is deleted by the person whose it is. */
import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, enrolApp, newPerson, type Person } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

const MINUTES_20 = 20 * 60_000;

async function tryToSignIn(page: Page, { username, password }: Person): Promise<void> {
	await page.getByLabel('Username or e-mail').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

test('an account is deleted after a page that says what goes, and opens no more', async ({
	page,
	playwright,
	server
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const elsewhere = await playwright.request.newContext();
	const other = apiOf(elsewhere, server);
	await other.post('/sign-in/password', {
		identifier: person.username,
		password: person.password
	});
	await page.goto('/profile');
	await page.getByRole('link', { name: 'Delete your account' }).click();
	await expect(page.getByRole('main')).toContainText(person.username);
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Delete my account' }).click();
	await expect(page).toHaveURL(/\/sign-in\?deleted$/);
	await expect(page.getByRole('status').first()).toContainText('deleted');
	await tryToSignIn(page, person);
	await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute(
		'aria-invalid',
		'true'
	);
	expect((await other.get('/session')).status()).toBe(401);
	await elsewhere.dispose();
});

test('a proof that is too old is asked for again first, also by a program', async ({
	page,
	server
}) => {
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());
	await enrolApp(api, server.now());
	await server.advance(MINUTES_20);
	const refused = await api.send('DELETE', '/account');
	expect(refused.status()).toBe(401);
	expect(await refused.json()).toMatchObject({ code: 'step-up-required' });
	await page.goto('/profile/delete');
	await expect(page).toHaveURL(/\/verify\//);
	expect((await api.get('/session')).status()).toBe(200);
});

test('an account is deleted without script', async ({ browser, page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	const context = await browser.newContext({
		javaScriptEnabled: false,
		baseURL: server.origin,
		storageState: await page.context().storageState()
	});
	const plain = await context.newPage();
	expect(await context.cookies()).toContainEqual(expect.objectContaining({ name: 'latchkey' }));
	await plain.goto('/profile/delete');
	await plain.getByRole('button', { name: 'Delete my account' }).click();
	await expect(plain).toHaveURL(/\/sign-in\?deleted$/);
	expect(await context.cookies()).not.toContainEqual(expect.objectContaining({ name: 'latchkey' }));
	await context.close();
});
