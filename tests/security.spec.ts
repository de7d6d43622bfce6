/** The security pages: adding, naming and removing what opens an account. */
import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, PASSWORD } from './support/api.ts';
import { addAuthenticator } from './support/authenticator.ts';
import { expect, hydrated, test } from './support/fixtures.ts';

const SECOND_MS = 1000;

const codeField = (page: Page) => page.getByRole('textbox', { name: 'Code' });
const secretOf = (page: Page) => page.getByLabel('Secret', { exact: true }).innerText();
const shownCodes = (page: Page) =>
	page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');

/** Opens a page and waits for its script, where the test needs what only script does. */
async function open(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await hydrated(page);
}

async function addPasskey(page: Page, name?: string): Promise<void> {
	await open(page, '/security/passkeys');
	await page.getByRole('button', { name: 'Create passkey' }).click();
	const field = page.getByRole('textbox', { name: 'Name' });
	await expect(field).toBeVisible();
	if (name) await field.fill(name);
	await page.getByRole('button', { name: 'Save and go on' }).click();
}

test('a passkey is added, named, renamed and removed', async ({ page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await page.goto('/security');
	await expect(page.getByRole('heading', { name: 'No passkey yet' })).toBeVisible();
	await addAuthenticator(page);
	await addPasskey(page, 'Work laptop');

	// The first second factor brings the recovery codes.
	await expect(shownCodes(page)).toHaveCount(10);
	await expect(page).toHaveTitle(/^Your recovery codes/);
	await expect(
		page.getByRole('heading', { level: 1, name: '“Work laptop” is ready' })
	).toBeVisible();
	await page.getByRole('link', { name: /safe place/ }).click();
	const notice = page.getByRole('status').first();
	await expect(notice).toContainText('“Work laptop” is on your account');

	await page.getByRole('link', { name: 'Work laptop' }).click();
	await expect(page.getByRole('heading', { level: 1, name: 'Work laptop' })).toBeVisible();
	await expect(page.getByText('This device only')).toBeVisible();
	await page.getByRole('textbox', { name: 'Name' }).fill('');
	await page.getByRole('button', { name: 'Rename' }).click();
	await expect(page.getByRole('textbox', { name: 'Name' })).toHaveAttribute('aria-invalid', 'true');
	await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused();
	await page.getByRole('textbox', { name: 'Name' }).fill('Home laptop');
	await page.getByRole('button', { name: 'Rename' }).click();
	await expect(notice).toContainText('“Home laptop” from now on');

	await page.getByRole('link', { name: 'Home laptop' }).click();
	await page.getByRole('button', { name: 'Remove passkey' }).click();
	await expect(notice).toContainText('“Home laptop” is removed');
	await expect(page.getByRole('heading', { name: 'No passkey yet' })).toBeVisible();
});

test('a link elsewhere cannot choose what a notice names', async ({ browser, page, server }) => {
	const stranger = await browser.newPage({ baseURL: server.origin });
	const theirs = apiOf(stranger.request, server);
	await theirs.post('/accounts', newPerson());
	await enrolApp(theirs, server.now());
	const [factor] = (await (await theirs.get('/factors')).json()) as [{ id: string }];
	await stranger.close();
	await apiOf(page.request, server).post('/accounts', newPerson());
	for (const factorSaid of [factor.id, 'Evil', '%3Cb%3E']) {
		await open(page, `/security?done=added&factor=${factorSaid}`);
		await expect(page.getByRole('status').first()).toContainText(
			'The new factor is on your account'
		);
	}
	await open(page, '/security?done=removed');
	await expect(page.getByRole('status').first()).toContainText('The factor is removed');
});

test('a cancelled ceremony says that nothing was made, and can be tried again', async ({
	page,
	server
}) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await addAuthenticator(page);
	await page.addInitScript(() => {
		const { credentials } = navigator;
		const create = credentials.create.bind(credentials);
		let isFirst = true;
		credentials.create = (options) => {
			if (!isFirst) return create(options);
			isFirst = false;
			return Promise.reject(new DOMException('No.', 'NotAllowedError'));
		};
	});
	await open(page, '/security/passkeys');
	await page.getByRole('button', { name: 'Create passkey' }).click();
	await expect(page.getByRole('status')).toContainText('No passkey was made');
	await page.getByRole('button', { name: 'Try again' }).click();
	await expect(page.getByRole('textbox', { name: 'Name' })).toBeVisible();
});

test('a session that ended meanwhile is said, with a way to sign in and come back', async ({
	page,
	server
}) => {
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());
	await addAuthenticator(page);
	await open(page, '/security/passkeys');
	await api.send('DELETE', '/session');
	await page.getByRole('button', { name: 'Create passkey' }).click();
	await expect(page.getByRole('status')).toContainText('not signed in any more');
	const link = page.getByRole('main').getByRole('link', { name: 'Sign in' });
	await expect(link).toHaveAttribute('href', '/sign-in?next=%2Fsecurity%2Fpasskeys');
});

test('the same authenticator cannot be added twice', async ({ page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await addAuthenticator(page);
	await addPasskey(page);
	await open(page, '/security/passkeys');
	await page.getByRole('button', { name: 'Create passkey' }).click();
	await expect(page.getByRole('status')).toContainText('already');
});

test('an authenticator app is added by the secret on the page, and its codes are shown once', async ({
	page,
	server
}) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await open(page, '/security/authenticator-apps');
	const secret = await secretOf(page);
	// However it is opened: to look is not to begin.
	for (let time = 0; time < 2; time += 1) {
		await open(page, '/security/authenticator-apps');
		expect(await secretOf(page)).toBe(secret);
	}

	const now = server.now();
	const early = new Date(now.getTime() + 180 * SECOND_MS);
	await codeField(page).fill(await codeAt(secret, early));
	await expect(page.getByText('180 seconds fast')).toBeVisible();
	await expect(codeField(page)).toHaveAttribute('aria-invalid', 'true');
	await expect(codeField(page)).toBeFocused();

	await page.getByRole('textbox', { name: /Name of the app/ }).fill('Aegis');
	await codeField(page).fill(await codeAt(secret, server.now()));
	await expect(shownCodes(page)).toHaveCount(10);
	await expect(page.getByRole('heading', { level: 1 })).toContainText('Aegis');
	const first = await shownCodes(page).first().innerText();

	await page.reload();
	await expect(page.getByText(first)).toHaveCount(0);
	await page.goto('/security');
	await expect(page.getByRole('link', { name: 'Aegis' })).toBeVisible();
	await expect(page.getByText('10 left of 10')).toBeVisible();
});

test('a clock that is nearly off is said, and the code taken', async ({ page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await open(page, '/security/authenticator-apps');
	const late = new Date(server.now().getTime() - 30 * SECOND_MS);
	await codeField(page).fill(await codeAt(await secretOf(page), late));
	await expect(page.getByText('30 seconds slow')).toBeVisible();
	await expect(shownCodes(page)).toHaveCount(10);
});

test('an authenticator app is added without script', async ({ browser, page, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	const context = await browser.newContext({
		javaScriptEnabled: false,
		baseURL: server.origin,
		storageState: await page.context().storageState()
	});
	const plain = await context.newPage();
	await plain.goto('/security/authenticator-apps');
	const secret = await secretOf(plain);
	await codeField(plain).fill('000000');
	await plain.getByRole('button', { name: 'Confirm' }).click();
	await expect(codeField(plain)).toHaveAttribute('aria-invalid', 'true');
	expect(await secretOf(plain)).toBe(secret);
	await codeField(plain).fill(await codeAt(secret, server.now()));
	await plain.getByRole('button', { name: 'Confirm' }).click();
	await expect(shownCodes(plain)).toHaveCount(10);

	await plain.goto('/security/passkeys');
	await expect(plain.getByRole('button', { name: 'Create passkey' })).toBeHidden();
	expect(await plain.locator('noscript').textContent()).toContain('JavaScript');
	await context.close();
});

test('new recovery codes are shown once and void the old ones', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const { recoveryCodes } = await enrolApp(api, server.now());
	await open(page, '/security/recovery-codes');
	await page.getByRole('button', { name: 'Make new codes' }).click();
	await expect(shownCodes(page)).toHaveCount(10);
	const codes = await shownCodes(page).allInnerTexts();
	expect(codes).not.toContain(recoveryCodes[0]);
	await page.reload();
	await expect(shownCodes(page)).toHaveCount(0);

	const recover = (code: string | undefined) =>
		api.send('POST', '/recovery', {
			identifier: person.username,
			password: PASSWORD,
			code: code ?? ''
		});
	expect((await recover(recoveryCodes[0])).ok()).toBe(false);
	expect((await recover(codes[0])).ok()).toBe(true);
	await page.goto('/security');
	await expect(page.getByText('9 left of 10')).toBeVisible();
	await expect(page.getByText('You are back in')).toBeVisible();
});

test('changing the password ends every other session', async ({ browser, page, server }) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const other = await browser.newPage({ baseURL: server.origin });
	await apiOf(other.request, server).post('/sign-in/password', {
		identifier: person.username,
		password: PASSWORD
	});

	await open(page, '/security/password');
	const [current, next] = [page.getByLabel('Current password'), page.getByLabel('New password')];
	await current.fill('not the one it is');
	await next.fill('nine loud geese cross at dawn');
	await page.getByRole('button', { name: 'Change password' }).click();
	await expect(current).toHaveAttribute('aria-invalid', 'true');
	await expect(current).toBeFocused();
	await current.fill(PASSWORD);
	await next.fill('too short');
	await page.getByRole('button', { name: 'Change password' }).click();
	await expect(next).toHaveAttribute('aria-invalid', 'true');
	await next.fill('nine loud geese cross at dawn');
	await page.getByRole('button', { name: 'Change password' }).click();
	await expect(page.getByRole('status').first()).toContainText('Your password is changed');

	await other.goto('/security');
	await expect(other).toHaveURL(/\/sign-in/);
	await other.close();
});

test('the last way in cannot be removed, and the page says what to do instead', async ({
	page,
	server
}) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	await addAuthenticator(page);
	await addPasskey(page, 'Only key');
	await expect(shownCodes(page)).toHaveCount(10);

	await page.goto('/security/password');
	await page.getByRole('button', { name: 'Remove password' }).click();
	await expect(page.getByRole('status').first()).toContainText('Your password is removed');
	await page.getByRole('link', { name: 'Only key' }).click();
	await expect(page.getByText('This is your only way in')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Remove passkey' })).toHaveCount(0);
	await page.getByRole('main').getByRole('link', { name: 'Add a passkey' }).click();
	await expect(page).toHaveURL(/\/security\/passkeys$/);
	await page.goto('/security');
	await expect(page.getByRole('link', { name: 'Only key' })).toBeVisible();

	await page.getByRole('link', { name: 'Set a password' }).click();
	await page.getByLabel('New password').fill(PASSWORD);
	await page.getByRole('button', { name: 'Set a password' }).click();
	await expect(page.getByRole('status').first()).toContainText('You have a password now');
});

test('a password that is too short to stand alone is changed before the last factor goes', async ({
	page,
	server
}) => {
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());
	await enrolApp(api, server.now());
	const short = 'kq7 vexi';
	await api.send('PUT', '/password', { current: PASSWORD, next: short });
	await page.goto('/security');
	await page.getByRole('link', { name: 'Authenticator app', exact: true }).click();
	await expect(page.getByText('for that it is too short')).toBeVisible();
	await expect(page.getByRole('button', { name: 'Remove app' })).toHaveCount(0);
	await page.getByRole('link', { name: 'Change password' }).click();
	await expect(page).toHaveURL(/\/security\/password\?alone$/);
	await hydrated(page);
	const next = page.getByLabel('New password');
	await expect(next).toHaveAccessibleDescription(/15/);
	await page.getByLabel('Current password').fill(short);
	await next.fill('kq7 vexib');
	await page.getByRole('button', { name: 'Change password' }).click();
	await expect(next).toHaveAccessibleDescription(/Too short.*15/);
	await next.fill('nine loud geese cross at dawn');
	await page.getByRole('button', { name: 'Change password' }).click();
	await expect(page.getByRole('status').first()).toContainText('Your password is changed');
	await page.getByRole('link', { name: 'Authenticator app', exact: true }).click();
	await page.getByRole('button', { name: 'Remove app' }).click();
	await expect(page.getByRole('status').first()).toContainText('opens nothing any more');
});

test('after a change of factors the other sessions can be signed out', async ({
	browser,
	page,
	server
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const other = await browser.newPage({ baseURL: server.origin });
	await apiOf(other.request, server).post('/sign-in/password', {
		identifier: person.username,
		password: PASSWORD
	});
	await addAuthenticator(page);
	await addPasskey(page);
	await page.getByRole('link', { name: /safe place/ }).click();
	await page.getByRole('button', { name: 'Sign out your other sessions' }).click();
	await expect(page.getByRole('status').first()).toContainText('One other session has ended');
	await other.goto('/');
	await expect(other).toHaveURL(/\/sign-in/);
	await other.close();
});

test(
	'the pages that add a factor are accessible in each of their states',
	{ tag: '@screens' },
	async ({ page, server }) => {
		test.slow();
		await apiOf(page.request, server).post('/accounts', newPerson());
		await open(page, '/security');
		await expectAccessible(page);
		await open(page, '/security/authenticator-apps');
		await codeField(page).fill('000000');
		await expect(codeField(page)).toHaveAttribute('aria-invalid', 'true');
		await expectAccessible(page);
		await codeField(page).fill(await codeAt(await secretOf(page), server.now()));
		await expect(shownCodes(page)).toHaveCount(10);
		await expectAccessible(page);
		await open(page, '/security/passkeys');
		await expectAccessible(page);
		await addAuthenticator(page);
		await page.getByRole('button', { name: 'Create passkey' }).click();
		await expect(page.getByRole('textbox', { name: 'Name' })).toBeVisible();
		await expectAccessible(page);
	}
);

test(
	'the pages that change what an account has are accessible in each of their states',
	{ tag: '@screens' },
	async ({ page, server }) => {
		test.slow();
		await apiOf(page.request, server).post('/accounts', newPerson());
		await open(page, '/security/recovery-codes');
		await expectAccessible(page);
		await addAuthenticator(page);
		await addPasskey(page, 'Laptop');
		await open(page, '/security?done=added');
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Laptop' }).click();
		await expect(page).toHaveURL(/factors/);
		await expectAccessible(page);
		await open(page, '/security/recovery-codes');
		await expectAccessible(page);
		await open(page, '/security/password');
		await page.getByLabel('Current password').fill('wrong');
		await page.getByLabel('New password').fill('x');
		await page.getByRole('button', { name: 'Change password' }).click();
		await expect(page.getByLabel('Current password')).toHaveAttribute('aria-invalid', 'true');
		await expectAccessible(page);
	}
);

interface Heard {
	readonly mediations: (string | undefined)[];
	readonly accepted: string[][];
}

/** A password manager that makes passkeys in passing and listens to signals, as far as a page can tell. */
async function withPasswordManager(page: Page): Promise<() => Promise<Heard>> {
	await page.addInitScript(() => {
		const heard = { mediations: [] as unknown[], accepted: [] as unknown[] };
		const { credentials } = navigator;
		const create = credentials.create.bind(credentials);
		credentials.create = (given: CredentialCreationOptions & { mediation?: string } = {}) => {
			const { mediation, ...options } = given;
			heard.mediations.push(mediation);
			return create(options);
		};
		Object.assign(PublicKeyCredential, {
			getClientCapabilities: () => Promise.resolve({ conditionalCreate: true }),
			signalAllAcceptedCredentials: (given: { allAcceptedCredentialIds: string[] }) => {
				heard.accepted.push(given.allAcceptedCredentialIds);
				return Promise.resolve();
			}
		});
		Object.assign(globalThis, { heard });
	});
	return () => page.evaluate(() => (globalThis as unknown as { heard: Heard }).heard);
}

test('after a password, a password manager that can is asked once for a passkey in passing', async ({
	page,
	server
}) => {
	const heard = await withPasswordManager(page);
	await addAuthenticator(page);
	const api = apiOf(page.request, server);
	await api.post('/accounts', newPerson());

	// With a password alone a second factor would change how the account signs in: only an offer.
	await page.goto('/', { waitUntil: 'networkidle' });
	expect((await heard()).mediations).toEqual([]);

	await enrolApp(api, server.now());
	await page.goto('/', { waitUntil: 'networkidle' });
	expect((await heard()).mediations).toEqual(['conditional']);
	await expect(page.getByRole('status').getByRole('link')).toHaveAttribute('href', /fct_/);
	await expect(page.getByRole('main').getByText('One passkey')).toBeVisible();

	await page.goto('/', { waitUntil: 'networkidle' });
	expect((await heard()).mediations).toEqual([]);
});

test('the password manager is told which passkeys still open the account', async ({
	page,
	server
}) => {
	const heard = await withPasswordManager(page);
	const authenticator = await addAuthenticator(page);
	await apiOf(page.request, server).post('/accounts', newPerson());
	await addPasskey(page, 'Laptop');
	await expect(shownCodes(page)).toHaveCount(10);
	const [made] = await authenticator.credentials();
	await open(page, '/security');
	const id = made?.credentialId.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
	expect((await heard()).accepted).toEqual([[id]]);
	await page.getByRole('link', { name: 'Laptop' }).click();
	await page.getByRole('button', { name: 'Remove passkey' }).click();
	await expect(page.getByRole('status').first()).toContainText('opens nothing any more');
	await expect.poll(async () => (await heard()).accepted).toEqual([[]]);
});
