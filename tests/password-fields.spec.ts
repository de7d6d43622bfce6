/** Password fields: what is typed is hidden until it is asked for, and managers and paste work. ASVS 5.0 6.2.6, 6.2.7. */
import type { Page } from 'playwright/test';

import { apiOf, newPerson } from './support/api.ts';
import { expect, hydrated, test } from './support/fixtures.ts';

const SECRET = 'nine copper kettles hum at noon, ünd zwar 🔑';

/** Each field of the page, by the value that tells a password manager what it is. */
async function expectFields(page: Page, purposes: readonly string[]): Promise<void> {
	const fields = page.locator('.secret input');
	await expect(fields).toHaveCount(purposes.length);
	for (const [at, purpose] of purposes.entries()) {
		const field = fields.nth(at);
		await expect(field).toHaveAttribute('type', 'password');
		await expect(field).toHaveAttribute('autocomplete', purpose);
		await expect(field).not.toHaveAttribute('maxlength');
		await field.fill('');
		await field.press('ControlOrMeta+v');
		await expect(field).toHaveValue(SECRET);

		const toggle = page.getByRole('button', { name: 'Show password' }).nth(at);
		await expect(toggle).toHaveAttribute('aria-pressed', 'false');
		await toggle.click();
		await expect(field).toHaveAttribute('type', 'text');
		await expect(field).toHaveValue(SECRET);
		await expect(toggle).toHaveAttribute('aria-pressed', 'true');
		await toggle.press('Space');
		await expect(field).toHaveAttribute('type', 'password');
	}
}

/** The name that a password manager keeps a password under is in the same form. */
const expectName = (page: Page) =>
	expect(page.locator('form:has(.secret) input[autocomplete~="username"]')).toHaveCount(1);

test.describe('a password', { tag: '@screens' }, () => {
	test.beforeEach(async ({ context, page, server }) => {
		await context.grantPermissions(['clipboard-read', 'clipboard-write'], {
			origin: server.origin
		});
		await page.goto('/sign-in');
		await page.evaluate((text) => navigator.clipboard.writeText(text), SECRET);
	});

	test('is hidden, shown on demand and pasted where somebody signs in', async ({ page }) => {
		await expectFields(page, ['current-password']);
		await expectName(page);
	});

	test('is hidden, shown on demand and pasted where somebody signs up', async ({ page }) => {
		await page.goto('/sign-up');
		await hydrated(page);
		await page.getByRole('link', { name: 'Choose a password' }).click();
		await expectFields(page, ['new-password']);
		await expectName(page);
	});

	test('is hidden, shown on demand and pasted where it is changed', async ({ page, server }) => {
		await apiOf(page.request, server).post('/accounts', newPerson());
		await page.goto('/security/password');
		await hydrated(page);
		await expectFields(page, ['current-password', 'new-password']);
		await expectName(page);
	});

	test('is hidden, shown on demand and pasted where it is asked for again', async ({
		page,
		server
	}) => {
		await apiOf(page.request, server).post('/accounts', newPerson());
		await server.advance(20 * 60_000);
		await page.goto('/security/passkeys');
		await expect(page).toHaveURL(/\/verify\//);
		await hydrated(page);
		await expectFields(page, ['current-password']);
		await expectName(page);
	});

	test('is hidden, shown on demand and pasted where another one is demanded', async ({
		page,
		server
	}) => {
		const person = newPerson();
		await apiOf(page.request, server).post('/accounts', person);
		expect((await server.latchkey(['accounts', 'demand-password', person.username])).code).toBe(0);
		await page.goto('/sign-in');
		await page.getByLabel('Username or e-mail').fill(person.username);
		await page.getByLabel('Password', { exact: true }).fill(person.password);
		await page.getByRole('button', { name: 'Sign in', exact: true }).click();
		await expect(page).toHaveURL(/\/new-password\//);
		await hydrated(page);
		await expectFields(page, ['new-password']);
		await expectName(page);
	});

	test('stays hidden without script, and there is no button that would do nothing', async ({
		browser,
		server
	}) => {
		const context = await browser.newContext({ javaScriptEnabled: false, baseURL: server.origin });
		const page = await context.newPage();
		await page.goto('/sign-in');
		await expect(page.locator('.secret input')).toHaveAttribute('type', 'password');
		await expect(page.locator('.secret-toggle')).toBeHidden();
		await context.close();
	});
});
