import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Api, type Person } from './support/api.ts';
import { addAuthenticator, type VirtualAuthenticator } from './support/authenticator.ts';
import { expect, test } from './support/fixtures.ts';

const STEP_MS = 30_000;

const identifier = (page: Page) => page.getByLabel('Username or e-mail');
const password = (page: Page) => page.getByLabel('Password', { exact: true });

async function signInByPassword(page: Page, person: Person): Promise<void> {
	await identifier(page).fill(person.username);
	await password(page).fill(person.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Signs up by a passkey and out again, and stops the authenticator from answering by itself. */
async function signUpByPasskey(page: Page, api: Api): Promise<VirtualAuthenticator> {
	const { username, email } = newPerson();
	const authenticator = await addAuthenticator(page);
	await page.goto('/sign-up');
	await page.getByLabel('Username').fill(username);
	await page.getByLabel('E-mail').fill(email);
	await page.getByRole('button', { name: 'Create a passkey' }).click();
	await page.getByRole('checkbox').check();
	await simulatePresence(authenticator, false);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Welcome');
	await api.send('DELETE', '/session');
	return authenticator;
}

async function simulatePresence({ id, session }: VirtualAuthenticator, enabled: boolean) {
	await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId: id, enabled });
}

/** Opens the page and waits until the autofill holds the browser's one ceremony. */
async function openSignIn(page: Page, path: string): Promise<void> {
	await page.addInitScript(() => {
		const get = navigator.credentials.get.bind(navigator.credentials);
		navigator.credentials.get = (options) => {
			document.documentElement.dataset['asked'] = options?.mediation ?? 'optional';
			return get(options);
		};
	});
	await page.goto(path);
	await expect(page.locator('[data-asked=conditional]')).toBeAttached();
	// It has to arrive in the browser's own process, which says nothing of it.
	await page.waitForTimeout(300);
}

const sessionOf = async (api: Api): Promise<unknown> => (await api.get('/session')).json();

test('a password signs in and leads to where one wanted to go', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	await api.send('DELETE', '/session');
	await page.goto('/sessions');
	await expect(page).toHaveURL(/\/sign-in\?next=/);
	await expect(identifier(page)).toBeFocused();
	await page.getByLabel('Stay signed in').check();
	await signInByPassword(page, person);
	await expect(page).toHaveURL(`${server.origin}/sessions`);
	expect(await sessionOf(api)).toMatchObject({ aal: 1, lifetime: 'lasting' });
});

test('a wrong password says the same for known and unknown names', async ({
	page,
	request,
	server
}) => {
	const person = newPerson();
	await apiOf(request, server).post('/accounts', person);
	const said: (string | null)[] = [];
	for (const username of [person.username, newPerson().username]) {
		await page.goto('/sign-in');
		await signInByPassword(page, { ...person, username, password: 'not the right words' });
		await expect(identifier(page)).toHaveValue(username);
		await expect(password(page)).toHaveValue('');
		await expect(password(page)).toBeFocused();
		await expect(password(page)).toHaveAccessibleDescription(/\S/);
		said.push(await page.getByRole('main').textContent());
	}
	expect(said[0]).toBe(said[1]);
	await expectAccessible(page);
});

test('a passkey signs in by the button, which takes over from the autofill', async ({
	page,
	server
}) => {
	const api = apiOf(page.request, server);
	const authenticator = await signUpByPasskey(page, api);
	await openSignIn(page, '/sign-in?next=%2Fsessions');
	await page.getByLabel('Stay signed in').check();
	// The autofill that waits already is not answered by this; what the button starts is.
	await simulatePresence(authenticator, true);
	await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
	await expect(page).toHaveURL(`${server.origin}/sessions`);
	expect(await sessionOf(api)).toMatchObject({
		aal: 2,
		methods: ['passkeys'],
		lifetime: 'lasting'
	});
});

test('a passkey signs in by the autofill of the name', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const authenticator = await signUpByPasskey(page, api);
	await simulatePresence(authenticator, true);
	await page.goto('/sign-in');
	await expect(page).toHaveURL(`${server.origin}/`);
	expect(await sessionOf(api)).toMatchObject({ aal: 2, methods: ['passkeys'] });
});

test('a passkey that is not accepted is named so, and the password is still there', async ({
	page,
	request,
	server
}) => {
	const api = apiOf(page.request, server);
	const authenticator = await signUpByPasskey(page, api);
	const person = newPerson();
	await apiOf(request, server).post('/accounts', person);
	await openSignIn(page, '/sign-in');
	await simulatePresence(authenticator, true);
	await authenticator.session.send('WebAuthn.setResponseOverrideBits', {
		authenticatorId: authenticator.id,
		isBogusSignature: true
	});
	await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
	await expect(page.getByRole('status')).toHaveAttribute('data-tone', 'danger');
	await expectAccessible(page);
	await signInByPassword(page, person);
	await expect(page).toHaveURL(`${server.origin}/`);
});

test('a password and the code of an app sign in, and the code needs no button', async ({
	page,
	server
}) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const { secret } = await enrolApp(api, server.now());
	await server.advance(STEP_MS);
	await api.send('DELETE', '/session');
	await page.goto('/sign-in?next=%2Factivity');
	await signInByPassword(page, person);
	await expect(page).toHaveURL(/\/verify\/chl_/);
	const code = page.getByLabel('Code', { exact: true });
	await expect(code).toBeFocused();
	await expectAccessible(page);
	await code.pressSequentially(await codeAt(secret, server.now()));
	await expect(page).toHaveURL(`${server.origin}/activity`);
	expect(await sessionOf(api)).toMatchObject({ aal: 2, methods: ['passwords', 'totp'] });
});

test('wrong codes count down, and a recovery code is another way', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const enrolledAt = server.now();
	const { secret, recoveryCodes } = await enrolApp(api, enrolledAt);
	await server.advance(STEP_MS);
	await api.send('DELETE', '/session');
	await page.goto('/sign-in?next=%2Factivity');
	await signInByPassword(page, person);

	const code = page.getByLabel('Code', { exact: true });
	const right = await codeAt(secret, server.now());
	await code.pressSequentially(right === '000000' ? '000001' : '000000');
	await expect(code).toHaveAttribute('aria-invalid', 'true');
	await expect(code).toHaveAccessibleDescription(/4/);
	// The very code that it was enrolled by.
	await code.pressSequentially(await codeAt(secret, enrolledAt));
	await expect(code).toHaveAccessibleDescription(/3/);
	await expectAccessible(page);

	await page.getByRole('link', { name: 'Recovery code' }).click();
	await page.getByLabel('Recovery code').fill(recoveryCodes[0]?.toLowerCase() ?? '');
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page).toHaveURL(`${server.origin}/activity`);
});

test('when all tries are spent there is one thing to do: start again', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	await enrolApp(api, server.now());
	await api.send('DELETE', '/session');
	await page.goto('/sign-in?next=%2Factivity');
	await signInByPassword(page, person);
	await page.getByRole('link', { name: 'Recovery code' }).click();
	for (const left of [4, 3, 2, 1, 0]) {
		await page.getByLabel('Recovery code').fill('0000');
		await page.getByRole('button', { name: 'Continue' }).click();
		if (left > 0)
			await expect(page.getByLabel('Recovery code')).toHaveAccessibleDescription(
				left === 1 ? /one/i : new RegExp(`${left}`)
			);
	}
	await expectAccessible(page);
	await page.getByRole('link', { name: 'Start again' }).click();
	await expect(page).toHaveURL(`${server.origin}/sign-in?next=%2Factivity`);
});

test('a passkey answers a challenge after it failed once', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const authenticator = await addAuthenticator(page);
	await page.goto('/security/passkeys');
	await page.getByRole('button', { name: 'Create passkey' }).click();
	await expect(page.getByRole('textbox')).toBeVisible();
	await api.send('DELETE', '/session');
	await simulatePresence(authenticator, false);
	await page.goto('/sign-in');
	await signInByPassword(page, person);
	await expect(page).toHaveURL(/\/verify\/chl_/);
	await expectAccessible(page);
	await authenticator.session.send('WebAuthn.setResponseOverrideBits', {
		authenticatorId: authenticator.id,
		isBogusSignature: true
	});
	await simulatePresence(authenticator, true);
	await page.getByRole('button', { name: 'Use a passkey' }).click();
	await expect(page.getByRole('status')).toHaveText(/4/);
	await expectAccessible(page);
	await authenticator.session.send('WebAuthn.setResponseOverrideBits', {
		authenticatorId: authenticator.id,
		isBogusSignature: false
	});
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page).toHaveURL(`${server.origin}/`);
});

test('a recovery code opens an account whose app is lost', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const { recoveryCodes } = await enrolApp(api, server.now());
	await api.send('DELETE', '/session');
	await page.goto('/sign-in');
	await page.getByRole('link', { name: /lost/i }).click();
	await expectAccessible(page);
	await identifier(page).fill(person.username);
	await password(page).fill('not the right words');
	const code = page.getByLabel('Recovery code');
	await code.fill(recoveryCodes[0] ?? '');
	const send = page.getByRole('button', { name: 'Get back in' });
	await send.click();
	await expect(code).toHaveAttribute('aria-invalid', 'true');
	await expect(code).toBeFocused();
	await expect(identifier(page)).toHaveValue(person.username);
	// What was typed is still there, and was never in a page from the server.
	await expect(code).toHaveValue(recoveryCodes[0] ?? '');
	await expectAccessible(page);
	await password(page).fill(person.password);
	await send.click();
	await expect(page).toHaveURL(/\/security(\?recovered)?$/);
	expect(await sessionOf(api)).toMatchObject({ isRecovery: true });
});

test('a password and a code sign in without script', async ({
	baseURL,
	browser,
	request,
	server
}) => {
	const person = newPerson();
	const setUp = apiOf(request, server);
	await setUp.post('/accounts', person);
	const { secret } = await enrolApp(setUp, server.now());
	await server.advance(STEP_MS);
	const context = await browser.newContext({ javaScriptEnabled: false, baseURL: baseURL ?? '' });
	const page = await context.newPage();
	await page.goto('/sign-in?next=%2Factivity');
	await signInByPassword(page, person);
	await page.getByLabel('Code', { exact: true }).fill(await codeAt(secret, server.now()));
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page).toHaveURL(`${server.origin}/activity`);
	await context.close();
});

test('the page works however one comes to it', async ({ page, server }) => {
	const authenticator = await signUpByPasskey(page, apiOf(page.request, server));
	for (const round of ['first', 'second']) {
		await page.goto('/sign-up');
		const begun = page.waitForResponse(/sign-in\/passkey\/options/);
		await page.getByRole('link', { name: 'Sign in' }).click();
		await begun;
		await expect(page, round).toHaveURL(`${server.origin}/sign-in`);
		await page.goBack();
		await expect(page, round).toHaveURL(`${server.origin}/sign-up`);
	}
	await openSignIn(page, '/sign-in');
	await simulatePresence(authenticator, true);
	await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
	await expect(page).toHaveURL(`${server.origin}/`);
});

test('a page of two languages keeps where one wanted to go', async ({ page, server }) => {
	await page.goto('/sign-in?next=%2Factivity');
	await page.getByRole('button', { name: 'Deutsch' }).click();
	await expect(page).toHaveURL(`${server.origin}/sign-in?next=%2Factivity`);
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	await expectAccessible(page);
});

test('the page is light: less than 35 kB of script', async ({ page }) => {
	const sizes: Promise<number>[] = [];
	page.on('response', (response) => {
		if (response.request().resourceType() === 'script')
			sizes.push(
				response
					.request()
					.sizes()
					.then(({ responseBodySize }) => responseBodySize)
			);
	});
	await page.goto('/sign-in', { waitUntil: 'networkidle' });
	const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
	expect(total).toBeGreaterThan(0);
	expect(total).toBeLessThan(35_000);
});
