/** Where the operator wants a second factor of everybody. */
import { expectAccessible } from './support/accessibility.ts';
import { apiOf, enrolApp, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

test.use({ environment: { LATCHKEY_SECOND_FACTOR: 'everybody' } });

test('who has none adds one before anything else opens, and then goes on', async ({
	page,
	server
}) => {
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());
	for (const path of ['/', '/sessions', '/activity']) {
		await page.goto(path);
		await expect(page).toHaveURL('/security?required');
	}
	await expectAccessible(page);
	// Not only where one was led there.
	await page.goto('/security');
	await expect(page.getByText('Add a second factor to go on')).toBeVisible();
	await expect(page.getByText('opens your account by itself')).toHaveCount(0);
	const refused = await api.get('/activity');
	expect(refused.status()).toBe(403);
	expect(await refused.json()).toMatchObject({ code: 'access.second_factor_required' });

	await enrolApp(api, server.now());
	expect((await api.get('/activity')).status()).toBe(200);
	await page.goto('/activity');
	await expect(page).toHaveURL('/activity');
});

test('who has none can still sign out', async ({ page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await page.goto('/security?required');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL(/\/sign-in/);
	expect((await page.request.get('/api/v1/session')).status()).toBe(401);
});
