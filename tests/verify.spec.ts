/** The page that asks for a second factor: what it asks for first, and how far another way is. */
import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Person } from './support/api.ts';
import { addAuthenticator, withoutAutofill } from './support/authenticator.ts';
import { expect, hydrated, test } from './support/fixtures.ts';

type Server = Parameters<typeof apiOf>[1] & { now(): Date; advance(ms: number): Promise<void> };

const STEP_MS = 30_000;
const APP = 'Enter the code';
const PASSKEY = 'Use your passkey';

/** Somebody with a passkey in this browser, an app, and recovery codes. */
async function somebody(page: Page, server: Server) {
	const person = newPerson();
	const api = apiOf(page.request, server);
	await api.post('/accounts', person);
	const { secret, recoveryCodes } = await enrolApp(api, server.now());
	await withoutAutofill(page);
	await addAuthenticator(page);
	await page.goto('/security/passkeys');
	await hydrated(page);
	await page.getByRole('button', { name: /create (a )?passkey/i }).click();
	await expect(page.getByRole('textbox')).toBeVisible();
	return { person, secret, recoveryCodes };
}

async function typePassword(page: Page, { username, password }: Person): Promise<void> {
	await apiOf(page.request, { origin: new URL(page.url()).origin }).send('DELETE', '/session');
	await page.goto('/sign-in');
	await page.getByLabel('Username or e-mail').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page).toHaveURL(/\/verify\//);
}

const asks = (page: Page, title: string) =>
	expect(page.getByRole('heading', { level: 1 })).toHaveText(title);

test.afterEach(({ server }) => server.restart());

test('asks for the strongest, then for what the account has used last, and in each browser for what was used there', async ({
	browser,
	baseURL,
	page,
	server
}) => {
	test.slow();
	const { person, secret, recoveryCodes } = await somebody(page, server);
	await typePassword(page, person);
	await asks(page, PASSKEY);
	await expectAccessible(page);

	// One tap to another way; what is used for an emergency is not asked for first afterwards.
	await page.getByRole('link', { name: 'Recovery code' }).click();
	await page.getByRole('textbox', { name: 'Recovery code' }).fill(recoveryCodes[0] ?? '');
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page).not.toHaveURL(/\/verify\//);
	await typePassword(page, person);
	await asks(page, PASSKEY);
	await page.getByRole('link', { name: 'Authenticator app' }).click();
	await asks(page, APP);
	await server.advance(STEP_MS);
	await page.getByRole('textbox', { name: 'Code' }).fill(await codeAt(secret, server.now()));
	await expect(page).not.toHaveURL(/\/verify\//);

	// Elsewhere the account is known by what it was proven with last.
	const context = await browser.newContext({ baseURL: baseURL ?? '' });
	const other = await context.newPage();
	await other.goto('/sign-in');
	await typePassword(other, person);
	await asks(other, APP);
	await context.close();

	await typePassword(page, person);
	await asks(page, APP);
	await page.getByRole('link', { name: 'Passkey' }).click();
	await page.getByRole('button', { name: 'Use a passkey' }).click();
	await expect(page).not.toHaveURL(/\/verify\//);
	await typePassword(page, person);
	await asks(page, PASSKEY);
});
