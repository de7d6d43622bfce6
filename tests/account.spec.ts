/** Overview, activity, profile, language and the admin page. */
import { request as http } from 'node:http';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, enrolApp, newPerson } from './support/api.ts';
import { expect, hydrated, test } from './support/fixtures.ts';

test('the overview says how safe the account is and names one next step', async ({
	page,
	server
}) => {
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());
	await page.goto('/?welcome');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Welcome');
	await page.goto('/');
	const main = page.getByRole('main');
	await expect(main.getByRole('heading', { name: 'One password away' })).toBeVisible();
	await expect(main.getByRole('link', { name: 'Add a passkey' })).toHaveAttribute(
		'href',
		'/security/passkeys'
	);
	await expect(main.getByRole('link', { name: 'Link a phone' })).toHaveAttribute(
		'href',
		'/security/phones'
	);
	await enrolApp(api, server.now());
	await page.reload();
	await expect(main.getByText('10 left of 10')).toBeVisible();
	await expect(main.getByText('One authenticator app')).toBeVisible();
	await expect(main.getByRole('link', { name: 'Add an app' })).toHaveCount(0);
});

test('activity shows what happened, newest first', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());
	await enrolApp(api, server.now());
	await page.goto('/activity');
	const rows = page.getByRole('main').getByRole('listitem');
	await expect(rows).toHaveCount(3);
	await expect(rows.last()).toContainText('The account was created');
	await expect(rows.nth(1)).toContainText('authenticator app');
	await expect(page.getByRole('heading', { name: 'Today' })).toBeVisible();
});

test('activity goes back page by page', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());
	await enrolApp(api, server.now());
	for (let made = 0; made < 25; made++) await api.post('/recovery-codes');
	await page.goto('/activity');
	const rows = page.getByRole('main').getByRole('listitem');
	await expect(rows).toHaveCount(25);
	await page.getByRole('link', { name: 'Older' }).click();
	await expect(page).toHaveURL(/before=/);
	await expect(rows).toHaveCount(3);
	await expect(rows.last()).toContainText('The account was created');
	await page.getByRole('link', { name: 'Newest' }).click();
	await expect(rows).toHaveCount(25);
});

test('guesses that were refused are one row, and hide nothing of what lies behind them', async ({
	page,
	request,
	server
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const guess = { identifier: person.username, password: 'a wrong password' };
	for (let at = 0; at < 4; at += 1)
		await apiOf(request, server).send('POST', '/sign-in/password', guess);
	await page.goto('/activity');
	const rows = page.getByRole('main').getByRole('listitem');
	await expect(rows).toHaveCount(2);
	await expect(rows.first()).toContainText('A sign-in was refused: wrong password');
	await expect(rows.first()).toContainText('4 times');
	await expect(rows.last()).toContainText('The account was created');
	await expectAccessible(page);
	await page.setViewportSize({ width: 360, height: 740 });
	await expectAccessible(page);
});

test('the display name is changed, and shown everywhere', async ({ page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await page.goto('/profile');
	await page.getByRole('textbox', { name: /Display name/ }).fill('Zoë Ängström');
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('status')).toContainText('Your profile is saved');
	// What was done is said once.
	await expect(page).toHaveURL(/\/profile$/);
	await page.reload();
	await expect(page.getByText('Your profile is saved')).toHaveCount(0);
	await expect(page.getByRole('banner')).toContainText('Zoë Ängström');
	await page.goto('/');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Zoë Ängström');
});

test('what was typed stays when the server is gone, and the page says so', async ({
	page,
	server
}) => {
	const errors: Error[] = [];
	page.on('pageerror', (error) => errors.push(error));
	await apiOf(page.request, server).post('/accounts', newPerson());
	await page.goto('/profile');
	await hydrated(page);
	const name = page.getByRole('textbox', { name: /Display name/ });
	await name.fill('Zoë');
	await server.stop();
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByText('We cannot be reached')).toBeVisible();
	await expect(name).toHaveValue('Zoë');
	expect(errors).toEqual([]);
	await server.start();
	await page.getByRole('button', { name: 'Save' }).click();
	await expect(page.getByRole('banner')).toContainText('Zoë');
});

test('the language is changed for every page', async ({ page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await page.goto('/profile');
	await page.getByRole('radio', { name: 'Deutsch' }).check();
	await page.getByRole('button', { name: 'Change language' }).click();
	await expect(page.getByRole('status')).not.toBeEmpty();
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	for (const [path, heading] of [
		['/security', 'Sicherheit'],
		['/sessions', 'Sitzungen'],
		['/applications', 'Anwendungen'],
		['/activity', 'Aktivität'],
		['/security/password', 'Passwort ändern']
	] as const) {
		await page.goto(path);
		await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
	}
	await page.goto('/');
	await expectAccessible(page);
});

test('a link that is old stays in the frame and leads on', async ({ page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	const response = await page.goto('/security/factors/fct_gone');
	expect(response?.status()).toBe(404);
	await page.getByRole('main').getByRole('link', { name: 'Security' }).click();
	await expect(page).toHaveURL(/\/security$/);
	await page.goto('/sessions/ses_gone');
	await expectAccessible(page);
	await page.getByRole('main').getByRole('link', { name: 'Sessions' }).click();
	await expect(page).toHaveURL(/\/sessions$/);
});

test('what a new password was asked for and is over leads back to the sign-in', async ({
	page
}) => {
	expect((await page.goto('/new-password/cer_gone'))?.status()).toBe(410);
	await expectAccessible(page);
	await expect(page.getByRole('main')).not.toContainText(/passkey/i);
	await page.getByRole('link', { name: 'Start again' }).click();
	await expect(page).toHaveURL(/\/sign-in$/);
});

/** As typed: no client may tidy the path. */
function statusOf(origin: string, path: string, cookie: string): Promise<number> {
	return new Promise((resolve, reject) => {
		const { hostname, port } = new URL(origin);
		http({ hostname, port, path, headers: { cookie } }, (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		})
			.on('error', reject)
			.end();
	});
}

test('the admin page is refused to members in every spelling', async ({ page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	const { cookies } = await page.context().storageState();
	const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
	for (const path of [
		'/admin',
		'/admin?x',
		'/admin?/invite',
		'/admin/__data.json',
		'/admin/__data.json?x-sveltekit-invalidated=01',
		'/%61dmin',
		'/%61dmin/__data.json'
	])
		expect(await statusOf(server.origin, path, cookie), path).toBe(403);
	// These lead to no page of ours, or to the one above.
	for (const path of ['/admin/', '/Admin', '//admin', '/admin%2f', '/./admin', '/admin;x'])
		expect([301, 302, 303, 307, 308, 400, 403, 404], path).toContain(
			await statusOf(server.origin, path, cookie)
		);
	await page.goto('/');
	await expect(page.getByRole('link', { name: 'Admin' })).toHaveCount(0);
});

test('a page that is refused says so in words of the reader’s language', async ({
	browser,
	server
}) => {
	const context = await browser.newContext({ locale: 'de-DE', baseURL: server.origin });
	const page = await context.newPage();
	await apiOf(page.request, server).post('/accounts', newPerson());
	expect((await page.goto('/admin'))?.status()).toBe(403);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nicht Ihre Tür');
	await expect(page.getByRole('main')).not.toContainText('access.admin_only');
	await expectAccessible(page);
	await page.getByRole('link', { name: 'Zur Startseite' }).click();
	await expect(page).toHaveURL(`${server.origin}/`);
	await context.close();
});

test('the pages of the account are accessible', { tag: '@screens' }, async ({ page, server }) => {
	test.slow();
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());
	for (const path of ['/?welcome', '/', '/activity', '/profile', '/profile?saved']) {
		await page.goto(path);
		await expectAccessible(page);
	}
});
