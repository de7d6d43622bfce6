/** Draws the README's pictures, so that they cannot grow stale: npm run screenshots. */
import { join } from 'node:path';

import type { Page } from 'playwright/test';

import { apiOf, enrolApp } from './support/api.ts';
import { addAuthenticator, withoutAutofill } from './support/authenticator.ts';
import { expect, hydrated, test } from './support/fixtures.ts';

const anna = {
	username: 'anna',
	email: 'anna@example.org',
	displayName: 'Anna Sommer',
	password: 'seven quiet herons wade at dusk'
};

async function draw(page: Page, name: string): Promise<void> {
	const folder = process.env['SCREENSHOTS'] ?? test.info().outputDir;
	for (const colorScheme of ['light', 'dark'] as const)
		for (const [device, width] of [
			['', 1280],
			['-phone', 360]
		] as const) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			await page.setViewportSize({ width, height: 800 });
			const path = join(folder, `${name}${device}-${colorScheme}.png`);
			const picture = await page.screenshot({ path, animations: 'disabled' });
			expect(picture.byteLength).toBeGreaterThan(5000);
		}
}

test('the main screens can be drawn', { tag: '@screens' }, async ({ page, server }) => {
	const api = apiOf(page.request, server);
	await api.post('/accounts', anna);
	await enrolApp(api, server.now());
	await withoutAutofill(page);
	await addAuthenticator(page);
	await page.goto('/security/passkeys');
	await hydrated(page);
	await page.getByRole('button', { name: /create (a )?passkey/i }).click();
	await expect(page.getByRole('textbox')).toBeVisible();
	for (const name of ['security', 'sessions', 'activity']) {
		await page.goto(`/${name}`);
		await draw(page, name);
	}
	await page.goto('/');
	await draw(page, 'overview');
	await api.send('DELETE', '/session');
	await page.goto('/sign-up');
	await draw(page, 'sign-up');
	await page.goto('/sign-in');
	await draw(page, 'sign-in');
	await page.getByLabel('Username or e-mail').fill(anna.username);
	await page.getByLabel('Password', { exact: true }).fill(anna.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page).toHaveURL(/\/verify\//);
	await page.goto(`${page.url()}&method=totp`);
	await draw(page, 'verify');
});
