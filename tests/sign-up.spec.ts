import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { addAuthenticator } from './support/authenticator.ts';
import { expect, test } from './support/fixtures.ts';

const field = {
	username: 'Username',
	email: 'E-mail',
	password: 'Password'
} as const;

test('a person signs up with a password', async ({ page, server }) => {
	const { username, email, password } = newPerson();
	await page.goto('/sign-up');
	await expect(page.getByLabel(field.username)).toBeFocused();
	await page.getByLabel(field.username).fill(username);
	await page.getByLabel(field.email).fill(email);
	await page.getByRole('link', { name: 'Choose a password' }).click();
	await expect(page.getByLabel(field.username)).toHaveValue(username);
	await expect(page.getByLabel(field.password, { exact: true })).toBeFocused();
	await page.getByLabel(field.password, { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Welcome');
	await expect(page).toHaveURL(`${server.origin}/`);
	const session = await apiOf(page.request, server).get('/session');
	expect(await session.json()).toMatchObject({ aal: 1, methods: ['passwords'] });
});

test('a person signs up with a passkey and sees ten recovery codes once', async ({
	page,
	server
}) => {
	const { username, email } = newPerson();
	const authenticator = await addAuthenticator(page);
	await page.goto('/sign-up');
	await page.getByLabel(field.username).fill(username);
	await page.getByLabel(field.email).fill(email);
	await page.getByRole('button', { name: 'Create a passkey' }).click();

	const codes = page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
	await expect(codes).toHaveCount(10);
	expect(new Set(await codes.allTextContents()).size).toBe(10);
	expect(await authenticator.credentials()).toHaveLength(1);
	await expectAccessible(page);

	// Leaving without them is asked about; going on needs a word that they are kept.
	const asked = page.waitForEvent('dialog').then((dialog) => dialog.dismiss());
	await page.getByRole('link', { name: /Latchkey/ }).click();
	await asked;
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(codes).toHaveCount(10);
	await page.getByRole('checkbox').check();
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Welcome');
	await expect(page).toHaveURL(`${server.origin}/`);

	const session = await apiOf(page.request, server).get('/session');
	expect(await session.json()).toMatchObject({ aal: 2, methods: ['passkeys'] });
	await page.goto('/sign-up');
	await expect(page).not.toHaveURL(/sign-up/);
	await expect(codes).toHaveCount(0);
});

test('a passkey that is not made leaves everything as it was, and can be tried again', async ({
	page
}) => {
	const { username, email } = newPerson();
	const authenticator = await addAuthenticator(page, { isUserVerified: false });
	await page.goto('/sign-up');
	await page.getByLabel(field.username).fill(username);
	await page.getByLabel(field.email).fill(email);
	const create = page.getByRole('button', { name: 'Create a passkey' });
	await create.click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expect(page.getByLabel(field.username)).toHaveValue(username);
	await authenticator.setUserVerified(true);
	await create.click();
	await expect(page.getByRole('list', { name: 'Recovery codes' })).toBeVisible();
});

test('the button for a passkey is not lost on a page whose script is late', async ({ context }) => {
	const page = await context.newPage();
	const { username, email } = newPerson();
	await addAuthenticator(page);
	await page.route('**/*.js', (route) => route.abort());
	await page.goto('/sign-up');
	await page.getByLabel(field.username).fill(username);
	await page.getByLabel(field.email).fill(email);
	await page.unroute('**/*.js');
	await page.getByRole('button', { name: 'Create a passkey' }).click();
	await expect(page.getByRole('list', { name: 'Recovery codes' })).toBeVisible();
});

test('what is wrong is said at its field, which has the focus', async ({
	page,
	request,
	server
}) => {
	const taken = newPerson();
	await apiOf(request, server).post('/accounts', taken);
	await addAuthenticator(page);
	await page.goto('/sign-up');
	const username = page.getByLabel(field.username);
	await username.fill(taken.username);
	await page.getByLabel(field.email).fill('other@example.org');
	await page.getByRole('button', { name: 'Create a passkey' }).click();
	await expect(username).toHaveAttribute('aria-invalid', 'true');
	await expect(username).toBeFocused();
	await expect(username).toHaveAccessibleDescription(/taken/);
	await expectAccessible(page);

	for (const [name, words] of [
		['x', /2 to 32/],
		['two words', /letters/],
		['Adm1n', /kept for this service/]
	] as const) {
		await username.fill(name);
		await page.getByRole('button', { name: 'Create a passkey' }).click();
		await expect(username).toHaveAccessibleDescription(words);
	}

	await page.goto('/sign-up?with=password');
	await username.fill(newPerson().username);
	await page.getByLabel(field.email).fill('other@example.org');
	const password = page.getByLabel(field.password, { exact: true });
	await password.fill('short');
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(password).toHaveAttribute('aria-invalid', 'true');
	await expect(password).toBeFocused();
	await expect(password).toHaveAccessibleDescription(/15/);
	await expectAccessible(page);
});

test(
	'the page is accessible with and without a password',
	{ tag: '@screens' },
	async ({ page }) => {
		await page.goto('/sign-up');
		await expectAccessible(page);
		await page.goto('/sign-up?with=password');
		await expectAccessible(page);
		await page.goto('/sign-up?invitation=spent');
		await expect(page.getByRole('textbox')).toHaveCount(0);
		await expectAccessible(page);
	}
);

test('an invitation that is spent says so, and leads on where anybody may sign up', async ({
	page,
	server
}) => {
	await page.goto('/sign-up?invitation=spent');
	await expect(page.getByRole('heading', { level: 1 })).toContainText('no longer valid');
	await page.getByRole('link', { name: 'Create an account without it' }).click();
	await expect(page).toHaveURL(`${server.origin}/sign-up`);
	await expect(page.getByLabel(field.username)).toBeVisible();
});

test('signing up works without script', async ({ baseURL, browser, server }) => {
	const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL ?? '' });
	const page = await context.newPage();
	const { username, email, password } = newPerson();
	await page.goto('/sign-up');
	await page.getByRole('link', { name: 'Choose a password' }).click();
	await page.getByLabel(field.username).fill(username);
	await page.getByLabel(field.email).fill(email);
	await page.getByLabel(field.password, { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(page).toHaveURL(`${server.origin}/?welcome`);
	await context.close();
});
