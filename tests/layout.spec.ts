/** What is long must not push a page out of the window. */
import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, enrolApp, newPerson } from './support/api.ts';
import { addAuthenticator } from './support/authenticator.ts';
import { expect, hydrated, test } from './support/fixtures.ts';
import { invitationOfAdministrator } from './support/invitation.ts';

const LONG = 'x'.repeat(64);

/** What stands out of the window on either side, by its class and its words. */
function outside(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const { clientWidth } = document.documentElement;
		return [...document.querySelectorAll<HTMLElement>('body *')]
			.filter((each) => each.checkVisibility() && !each.closest('.visually-hidden, svg'))
			.filter((each) => {
				const { left, right, width } = each.getBoundingClientRect();
				const isClipped = getComputedStyle(each).clipPath !== 'none';
				return width > 1 && !isClipped && (left < -20 || right > clientWidth + 1);
			})
			.map((each) => `${each.className}: ${each.innerText?.slice(0, 40)}`);
	});
}

async function expectToFit(page: Page): Promise<void> {
	for (const width of [360, 1280]) {
		await page.setViewportSize({ width, height: 800 });
		const overflow = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth
		);
		expect(overflow, `${page.url()} at ${width}`).toBeLessThanOrEqual(0);
		expect(await outside(page), `${page.url()} at ${width}`).toEqual([]);
	}
}

for (const locale of ['en-US', 'de-DE'])
	test(`a name of 64 characters fits every page (${locale})`, async ({ browser, server }) => {
		test.slow();
		const context = await browser.newContext({ locale, baseURL: server.origin });
		const page = await context.newPage();
		const api = apiOf(page.request, server);
		await api.post('/accounts', { ...newPerson(), displayName: LONG });
		await enrolApp(api, server.now());
		const factors = (await (await api.get('/factors')).json()) as { id: string; method: string }[];
		const id = factors.find(({ method }) => method === 'totp')?.id ?? '';
		await api.send('PATCH', `/factors/${id}`, { label: LONG });
		for (const path of [
			'/',
			'/?welcome',
			'/security',
			`/security/factors/${id}`,
			'/security/recovery-codes',
			'/security/password',
			'/activity',
			'/profile',
			'/sessions',
			'/applications'
		]) {
			await page.goto(path);
			await hydrated(page);
			await expectToFit(page);
			await page.getByRole('banner').locator('summary').click();
			await expectToFit(page);
		}
		await context.close();
	});

for (const locale of ['en-US', 'de-DE'])
	test(
		`on a phone all places are seen at once, in two rows (${locale})`,
		{ tag: '@screens' },
		async ({ browser, server }) => {
			const context = await browser.newContext({
				locale,
				baseURL: server.origin,
				viewport: { width: 360, height: 740 }
			});
			const page = await context.newPage();
			const invitation = await invitationOfAdministrator(server);
			await apiOf(page.request, server).post('/accounts', { ...newPerson(), invitation });
			await page.goto('/profile');
			const nav = page.getByRole('navigation');
			const places = nav.getByRole('link');
			await expect(places).toHaveCount(7);
			for (const place of await places.all()) await expect(place).toBeInViewport({ ratio: 1 });
			const tops = await places.evaluateAll((all) =>
				all.map((each) => each.getBoundingClientRect().top)
			);
			expect(new Set(tops).size).toBe(2);
			expect(await nav.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
			await expectAccessible(page);
			await places.nth(4).press('Enter');
			await expect(page).toHaveURL(/activity/);
			await expect(places.nth(4)).toHaveAttribute('aria-current', 'page');
			await context.close();
		}
	);

test(
	'the words of a language that makes long ones fit',
	{ tag: '@screens' },
	async ({ browser, server }) => {
		const context = await browser.newContext({ locale: 'de-DE', baseURL: server.origin });
		const page = await context.newPage();
		await addAuthenticator(page);
		const { username, email } = newPerson();
		await page.goto('/sign-up');
		await hydrated(page);
		await expectToFit(page);
		await page.getByLabel('Benutzername').fill(username);
		await page.getByLabel('E-Mail').fill(email);
		await page.getByRole('button', { name: 'Passkey anlegen' }).click();
		await expect(page.getByRole('checkbox')).toBeVisible();
		await expectToFit(page);
		await page.goto('/phone/code');
		await expect(page.getByRole('button', { name: 'Kamera benutzen' })).toBeVisible();
		await expectToFit(page);
		await context.close();
	}
);
