/** The whole way of one person, by mouse and keyboard only, in a browser against the built server. */
import { codeAt, newPerson } from './support/api.ts';
import { addAuthenticator, withoutAutofill } from './support/authenticator.ts';
import { expect, hydrated, test } from './support/fixtures.ts';

const MINUTE_MS = 60_000;

test.afterEach(async ({ server }) => server.restart());

test('a person signs up, adds a passkey and an app, signs in each way, ends a session and recovers', async ({
	browser,
	page,
	server
}) => {
	test.slow();
	await withoutAutofill(page);
	const person = newPerson();
	const signIn = async (on: typeof page) => {
		await on.goto('/sign-in');
		await on.getByLabel('Username or e-mail').fill(person.username);
		await on.getByLabel('Password', { exact: true }).fill(person.password);
		await on.getByRole('button', { name: 'Sign in', exact: true }).click();
	};
	const signOut = async () => {
		await page.getByRole('button', { name: 'Sign out' }).click();
		await expect(page).toHaveURL(/\/sign-in/);
	};

	await page.goto('/sign-up?with=password');
	await page.getByLabel('Username').fill(person.username);
	await page.getByLabel('E-mail').fill(person.email);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Welcome');

	// An authenticator app, by the secret on the page; the first second factor brings recovery codes.
	await page.goto('/security/authenticator-apps');
	const secret = (await page.locator('.copyable code').first().innerText()).replaceAll(/\s/g, '');
	await hydrated(page);
	await page.getByRole('textbox', { name: /code/i }).fill(await codeAt(secret, server.now()));
	await expect(page.getByRole('listitem').filter({ hasText: /^([0-9A-Z]{4}-){5}/ })).toHaveCount(
		10
	);
	const codes = await page
		.getByRole('listitem')
		.filter({ hasText: /^([0-9A-Z]{4}-){5}/ })
		.allInnerTexts();
	await page.reload();
	await expect(page.getByText(codes[0] ?? '-')).toHaveCount(0);

	// A passkey.
	const authenticator = await addAuthenticator(page);
	await page.goto('/security/passkeys');
	await hydrated(page);
	await page.getByRole('button', { name: /create (a )?passkey/i }).click();
	await page.getByRole('textbox').fill('Laptop');
	await page.getByRole('textbox').press('Enter');
	await expect(page.getByRole('status').first()).toContainText('ready to use');
	await expect(page.getByRole('link', { name: 'Laptop' })).toBeVisible();

	// By password and app.
	await signOut();
	await server.advance(MINUTE_MS);
	await signIn(page);
	await expect(page).toHaveURL(/\/verify\//);
	await page.goto(`${page.url()}&method=totp`);
	await hydrated(page);
	await page.getByRole('textbox').fill(await codeAt(secret, server.now()));
	await expect(page).toHaveURL(`${server.origin}/`);

	// By passkey, without a name.
	await signOut();
	await page.goto('/sign-in');
	await page.getByRole('button', { name: /passkey/i }).click();
	await expect(page).toHaveURL(`${server.origin}/`);

	// A second browser signs in by password and passkey's stand-in; the first one ends it.
	const other = await browser.newPage();
	await server.advance(MINUTE_MS);
	await signIn(other);
	await other.goto(`${other.url()}&method=totp`);
	await hydrated(other);
	await other.getByRole('textbox').fill(await codeAt(secret, server.now()));
	await expect(other).toHaveURL(`${server.origin}/`);
	await page.goto('/sessions/others');
	await page.getByRole('button', { name: /end/i }).click();
	await expect(page.getByRole('status').first()).toContainText('One session has ended');
	await other.goto('/security');
	await expect(other).toHaveURL(/\/sign-in\?next=/);
	await other.close();

	// The phone and the laptop are lost: a recovery code, once.
	await signOut();
	await authenticator.remove();
	const recover = async (code: string) => {
		await page.goto('/recover');
		await page.getByLabel('Username or e-mail').fill(person.username);
		await page.getByLabel('Password', { exact: true }).fill(person.password);
		await page.getByLabel('Recovery code').fill(code);
		await page.getByRole('button', { name: 'Get back in' }).click();
	};
	await recover(codes[0] ?? '');
	await expect(page).toHaveURL(/\/security(\?recovered)?$/);
	await signOut();
	await recover(codes[0] ?? '');
	await expect(page.getByLabel('Recovery code')).toHaveAttribute('aria-invalid', 'true');
	await expect(page).toHaveURL(/\/recover/);
});
