/** Proving an address, the mails that tell of changes, and the link "this was not me". */
import type { Browser, Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Api, type Person } from './support/api.ts';
import { codeIn, expect, linkIn, test, type MailServer } from './support/mail.ts';

const MINUTE_MS = 60_000;
const NEXT = 'nine copper kettles hum at noon';

async function signUp(api: Api): Promise<Person> {
	const person = newPerson();
	await api.post('/accounts', person);
	return person;
}

/** Proves the address of the account that is signed in. */
async function prove(api: Api, mail: MailServer, email: string): Promise<void> {
	const { id } = await api.post<{ id: string }>('/email');
	const [first] = await mail.to(email, 1);
	expect(await api.post(`/email/${id}/answer`, { answer: codeIn(first) })).toEqual({
		verified: true,
		email
	});
}

async function askFor(page: Page): Promise<void> {
	await page.goto('/profile');
	await page.getByRole('button', { name: 'Confirm this address' }).click();
	await expect(page).toHaveURL(/\/profile\/email\/eml_/);
}

/** Another browser, where somebody signs in to the account. */
async function elsewhere(browser: Browser, baseURL: string | undefined, person: Person) {
	const context = await browser.newContext({ baseURL: baseURL ?? '' });
	const api = apiOf(context.request, { origin: baseURL ?? '' });
	const { username: identifier, password } = person;
	await api.post('/sign-in/password', { identifier, password });
	return { context, api };
}

test('an address is confirmed by the code that comes by mail, and then signs in', async ({
	page,
	server,
	mail
}) => {
	const person = await signUp(apiOf(page.request, server));
	await page.goto('/');
	await page.getByRole('link', { name: 'E-mail address' }).click();
	await askFor(page);
	const [letter] = await mail.to(person.email, 1);
	expect(letter?.html).toBeUndefined();
	expect(letter?.from).toMatchObject({ name: 'Latchkey', address: 'no-reply@example.org' });
	await page.getByLabel('Code').fill(codeIn(letter));
	await expect(page).toHaveURL(/\/profile\?email=confirmed/);
	await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
	await page.goto('/');
	await expect(page.getByRole('link', { name: 'E-mail address' })).toHaveCount(0);

	await page.context().clearCookies();
	await page.goto('/sign-in');
	await page.getByLabel('Username or e-mail').fill(person.email.toUpperCase());
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page.getByRole('heading', { level: 1 })).toContainText(person.username);
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('an address is confirmed, and changed', async ({ page, server, mail }) => {
		const person = await signUp(apiOf(page.request, server));
		await askFor(page);
		await page.getByLabel('Code').fill('000000');
		await page.getByRole('button', { name: 'Confirm', exact: true }).click();
		await expect(page.getByText('2 tries left')).toBeVisible();
		const [letter] = await mail.to(person.email, 1);
		await page.getByLabel('Code').fill(codeIn(letter));
		await page.getByRole('button', { name: 'Confirm', exact: true }).click();
		await expect(page).toHaveURL(/\/profile\?email=confirmed/);

		await page.getByRole('link', { name: 'Change address' }).click();
		const next = `next-${person.email}`;
		await page.getByLabel('New address').fill(next);
		await page.getByRole('button', { name: 'Send code' }).click();
		const [other] = await mail.to(next, 1);
		await page.getByLabel('Code').fill(codeIn(other));
		await page.getByRole('button', { name: 'Confirm', exact: true }).click();
		await expect(page.getByRole('main')).toContainText(next);
		expect((await mail.to(person.email, 2)).at(-1)?.text).toContain(`address to ${next}`);
	});
});

test('three wrong codes end it, and a new code helps', async ({ page, server, mail }) => {
	const person = await signUp(apiOf(page.request, server));
	await askFor(page);
	const [letter] = await mail.to(person.email, 1);
	const wrong = ['000001', '000002', '000003', '000004'].filter((code) => code !== codeIn(letter));
	for (const left of ['2 tries left', 'One try left', 'Too many tries']) {
		await page.getByLabel('Code').fill(wrong.shift() ?? '');
		await expect(page.getByText(left)).toBeVisible();
	}
	await expect(page.getByLabel('Code')).toHaveCount(0);
	await page.getByRole('button', { name: 'Send a new code' }).click();
	await expect(page.getByText('A new code is on its way')).toBeVisible();
	const [, second] = await mail.to(person.email, 2);
	await page.getByLabel('Code').fill(codeIn(second));
	await expect(page).toHaveURL(/\/profile\?email=confirmed/);
});

test('an address that another account has proven stays with it, and who reads its mail is told so', async ({
	browser,
	baseURL,
	page,
	request,
	server,
	mail
}) => {
	const first = apiOf(request, server);
	const person = await signUp(first);
	await prove(first, mail, person.email);
	const api = apiOf(page.request, server);
	const { username } = await signUp(api);
	await page.goto('/profile/email');
	await page.getByLabel('New address').fill(person.email);
	await page.getByRole('button', { name: 'Send code' }).click();
	await page.getByLabel('Code').fill(codeIn((await mail.to(person.email, 2)).at(-1)));
	await expect(page.getByText('belongs to another account that you have here')).toBeVisible();
	await expect(page.getByLabel('Code')).toHaveCount(0);
	await page.goto('/profile');
	await expect(page.getByRole('main')).toContainText(`${username}@example.org`);
	const other = await elsewhere(browser, baseURL, { ...person, username: person.email });
	expect((await other.api.get('/session')).status()).toBe(200);
	await other.context.close();
});

test('a code is good in the session that asked for it, and nowhere else', async ({
	browser,
	baseURL,
	request,
	server,
	mail
}) => {
	const api = apiOf(request, server);
	const person = await signUp(api);
	const { id } = await api.post<{ id: string }>('/email');
	const [letter] = await mail.to(person.email, 1);
	const other = await elsewhere(browser, baseURL, person);
	const given = { answer: codeIn(letter) };
	const refused = await other.api.send('POST', `/email/${id}/answer`, given);
	expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([
		410,
		'email_proofs.gone'
	]);
	expect(await api.post(`/email/${id}/answer`, given)).toMatchObject({ verified: true });
	expect((await api.send('POST', `/email/${id}/answer`, given)).status()).toBe(410);
	await other.context.close();
});

test('five codes within an hour, and none to what is no address', async ({
	request,
	server,
	mail
}) => {
	const api = apiOf(request, server);
	const person = await signUp(api);
	for (const email of ['x', 'a@b.org, c@d.org', 'a@b.org\r\nBcc: c@d.org', 'a@b.org\nx'])
		expect((await api.send('POST', '/email', { email })).status()).toBe(400);
	for (let at = 0; at < 5; at++) await api.post('/email');
	expect((await api.send('POST', '/email', {})).status()).toBe(429);
	await mail.to(person.email, 5);
});

test('an address is changed with a fresh proof only', async ({ request, server }) => {
	const api = apiOf(request, server);
	await signUp(api);
	await server.advance(11 * MINUTE_MS);
	const refused = await api.send('POST', '/email', { email: 'new@example.org' });
	expect(((await refused.json()) as { code: string }).code).toBe('step-up-required');
	await server.restart();
});

test('each change is told once, in the language of the account', async ({ page, server, mail }) => {
	const api = apiOf(page.request, server);
	const person = await signUp(api);
	await api.send('PUT', '/password', { current: person.password, next: NEXT });
	await prove(api, mail, person.email);
	await page.goto('/profile');
	await page.getByRole('radio', { name: 'Deutsch' }).check();
	await page.getByRole('button', { name: 'Change language' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	await enrolApp(api, server.now());
	const [, enrolled] = await mail.to(person.email, 2);
	expect(enrolled?.subject).toBe('Ihr Konto bei Latchkey wurde geändert');
	expect(enrolled?.text).toMatch(/Authenticator-App .*hinzugefügt/);
	expect(enrolled?.text).toMatch(/Browser: (Chrome|Headless|Chromium|HeadlessChrome)/i);
	expect(enrolled?.text).toMatch(/Adresse: (::1|127\.0\.0\.1|::ffff:127\.0\.0\.1)/);
	await api.post('/recovery-codes');
	await mail.to(person.email, 3);
});

test('a mail that the mail server puts off arrives later, once', async ({
	request,
	server,
	mail
}) => {
	const api = apiOf(request, server);
	const person = await signUp(api);
	mail.putOff(1);
	await prove(api, mail, person.email);
});

test('a new browser is news: its owner can throw it out, once, and looking does nothing', async ({
	browser,
	baseURL,
	page,
	server,
	mail
}) => {
	const api = apiOf(page.request, server);
	const person = await signUp(api);
	await prove(api, mail, person.email);
	const thief = await elsewhere(browser, baseURL, person);
	const [, letter] = await mail.to(person.email, 2);
	expect(letter?.subject).toBe('A new browser signed in to your Latchkey account');
	const link = linkIn(letter);
	expect(link).toMatch(/^\/not-me\/[\w-]{43}$/);

	// A scanner, and then the mailbox's owner, signed in nowhere.
	const context = await browser.newContext({ baseURL: baseURL ?? '' });
	for (const method of ['GET', 'HEAD'] as const)
		expect((await context.request.fetch(link, { method })).status()).toBe(200);
	expect((await thief.api.get('/session')).status()).toBe(200);
	const mailbox = await context.newPage();
	await mailbox.goto(link);
	await expect(mailbox.getByText('Signed in')).toBeVisible();
	await mailbox.getByRole('button', { name: 'That was not me' }).click();
	await expect(mailbox.getByRole('heading', { name: 'They are out' })).toBeVisible();
	expect((await thief.api.get('/session')).status()).toBe(401);
	expect((await api.get('/session')).status()).toBe(200);

	await mailbox.getByRole('link', { name: 'Sign in and lock it' }).click();
	await mailbox.getByLabel('Username or e-mail').fill(person.email);
	await mailbox.getByLabel('Password', { exact: true }).fill(person.password);
	await mailbox.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(mailbox).toHaveURL(/\/security\?secure/);
	await expect(mailbox.getByText('Lock your account again')).toBeVisible();

	await mailbox.goto(link);
	await expect(mailbox.getByRole('heading', { name: 'This link is used up' })).toBeVisible();
	const origin = { origin: baseURL ?? '' };
	const replay = await context.request.post(link, { headers: origin, form: {} });
	expect(replay.status()).toBe(410);
	expect(
		(await api.get('/activity').then((response) => response.text())).includes('disowned')
	).toBe(true);
	await context.close();
	await thief.context.close();
});

test('a link outlives a restart, and another site cannot press its button', async ({
	request,
	server,
	mail
}) => {
	const api = apiOf(request, server);
	const person = await signUp(api);
	await prove(api, mail, person.email);
	await enrolApp(api, server.now());
	const link = linkIn((await mail.to(person.email, 2)).at(-1));
	await server.restart();
	const url = `${server.origin}${link}`;
	const forged = { origin: 'https://evil.example' };
	expect((await request.post(url, { headers: forged, form: {} })).status()).toBe(403);
	expect((await api.get('/session')).status()).toBe(200);
	const own = { origin: server.origin };
	expect((await request.post(url, { headers: own, form: {} })).status()).toBe(200);
	expect((await api.get('/session')).status()).toBe(401);
});

test('names bring no header, no second address and no link into a mail', async ({
	request,
	server,
	mail
}) => {
	const api = apiOf(request, server);
	const evil = 'Ada\r\nBcc: eve@example.net\r\n\r\nhttps://evil.example/x <b>www.evil.example</b>';
	const person = { ...newPerson(), displayName: evil.slice(0, 64) };
	await api.post('/accounts', person);
	await prove(api, mail, person.email);
	const begun = await api.post<{ id: string; prompt: { enrol: { secret: string } } }>(
		'/enrolments',
		{ method: 'totp', label: evil }
	);
	const answer = await codeAt(begun.prompt.enrol.secret, server.now());
	await api.post(`/enrolments/${begun.id}/answer`, { answer });
	const all = await mail.to(person.email, 2);
	for (const { raw, recipients, headers, text = '' } of all) {
		expect(recipients).toEqual([person.email]);
		expect(headers.map(({ key }) => key).filter((key) => /^(bcc|cc)$/.test(key))).toEqual([]);
		expect(headers.filter(({ key }) => key === 'to')).toHaveLength(1);
		expect(raw).toContain('Auto-Submitted: auto-generated');
		expect(text).not.toContain('evil.example');
	}
});

test(
	'the screens that confirm an address are accessible',
	{ tag: '@screens' },
	async ({ page, server, mail }) => {
		test.slow();
		const person = await signUp(apiOf(page.request, server));
		await page.goto('/profile/email');
		await expectAccessible(page);
		await askFor(page);
		await page.getByLabel('Code').fill('000000');
		await expect(page.getByText('2 tries left')).toBeVisible();
		await expectAccessible(page);
		await page.getByLabel('Code').fill(codeIn((await mail.to(person.email, 1))[0]));
		await expect(page).toHaveURL(/email=confirmed/);
		await expectAccessible(page);
	}
);

test(
	'the screens behind the link are accessible',
	{ tag: '@screens' },
	async ({ page, server, mail }) => {
		test.slow();
		const api = apiOf(page.request, server);
		const person = await signUp(api);
		await prove(api, mail, person.email);
		await enrolApp(api, server.now());
		await page.goto('/security?secure');
		await expectAccessible(page);
		const link = linkIn((await mail.to(person.email, 2)).at(-1));
		await page.goto(link);
		await expectAccessible(page);
		await page.getByRole('button', { name: 'That was not me' }).click();
		await expect(page.getByRole('heading', { name: 'They are out' })).toBeVisible();
		await expectAccessible(page);
		await page.goto(link);
		await expectAccessible(page);
	}
);
