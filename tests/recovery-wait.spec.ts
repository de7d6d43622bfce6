/** The way back for somebody who has lost every factor: by e-mail, after a waiting time that anybody who has one can stop. */
import type { Browser, BrowserContext, Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Api, type Person } from './support/api.ts';
import { addAuthenticator } from './support/authenticator.ts';
import { codeIn, expect, stopIn, test, type MailServer } from './support/mail.ts';

const HOUR_MS = 60 * 60_000;
const WAIT_MS = 72 * HOUR_MS;
const NEXT = 'nine copper kettles hum at noon';

/** Somebody with a password and a confirmed address, where mails are counted from then on. */
async function somebody(api: Api, mail: MailServer): Promise<Person> {
	const person = newPerson();
	await api.post('/accounts', person);
	const { id } = await api.post<{ id: string }>('/email');
	const [letter] = await mail.to(person.email, 1);
	await api.post(`/email/${id}/answer`, { answer: codeIn(letter) });
	return person;
}

async function elsewhere(browser: Browser, baseURL: string | undefined) {
	const context = await browser.newContext({ baseURL: baseURL ?? '' });
	return { context, page: await context.newPage() };
}

interface Arrived {
	readonly mail: MailServer;
	/** How many there are by then. */
	readonly mails: number;
	/** Where no script sends a code that is whole. */
	readonly isPlain?: boolean;
}

/** From the recovery page to the mailbox that is proven. */
async function proveMailbox(page: Page, person: Person, arrived: Arrived) {
	await page.goto('/recover');
	await page.getByRole('link', { name: 'Use your e-mail' }).click();
	await expect(page).toHaveURL(/\/recover\/email$/);
	await page.getByLabel('Username or e-mail').fill(person.username);
	await page.getByRole('button', { name: 'Send code' }).click();
	await typeCode(page, person, arrived);
}

async function typeCode(page: Page, person: Person, { mail, mails, isPlain = false }: Arrived) {
	await expect(page).toHaveURL(/\/recover\/email\/eml_/);
	const letter = (await mail.to(person.email, mails)).at(-1);
	await page.getByLabel('Code').fill(codeIn(letter));
	if (isPlain) await page.getByRole('button', { name: 'Go on', exact: true }).click();
	await expect(page).toHaveURL(/\/recover\/mailbox\//);
}

async function begin(page: Page, person: Person, mail: MailServer) {
	await proveMailbox(page, person, { mail, mails: 2 });
	await page.getByRole('button', { name: 'Begin to wait' }).click();
	await expect(page).toHaveURL(/\/recover\/waiting$/);
	await expect(page.getByRole('heading', { name: 'Your account is not open yet' })).toBeVisible();
}

async function signInBy(context: BrowserContext, origin: string, person: Person) {
	const api = apiOf(context.request, { origin });
	const { username: identifier, password } = person;
	await api.post('/sign-in/password', { identifier, password });
	return api;
}

test.afterEach(({ server }) => server.restart());
// Each mail is waited for until it is sure that no other comes.
test.describe.configure({ timeout: 90_000 });

for (const javaScriptEnabled of [true, false])
	test.describe(javaScriptEnabled ? 'with script' : 'without script', () => {
		test.use({ javaScriptEnabled });
		const isPlain = !javaScriptEnabled;

		test('somebody who lost everything waits, is told three times, and sets a new password', async ({
			browser,
			baseURL,
			page,
			server,
			mail
		}) => {
			const own = await elsewhere(browser, baseURL);
			const api = apiOf(own.context.request, server);
			const person = await somebody(api, mail);
			await enrolApp(api, server.now());
			await mail.to(person.email, 2);
			const before = await api.get('/session');
			expect(before.status()).toBe(200);

			await proveMailbox(page, person, { mail, mails: 3, isPlain });
			await page.getByRole('link', { name: 'No, I have none of them' }).click();
			await page.getByRole('button', { name: 'Begin to wait' }).click();
			await expect(page).toHaveURL(/\/recover\/waiting$/);
			await server.advance(WAIT_MS / 2);
			await mail.to(person.email, 5);
			await server.advance(WAIT_MS / 2);
			const letter = (await mail.to(person.email, 6)).at(-1);
			expect(letter?.subject).toBe('Your Latchkey account can be opened anew');

			await page.reload();
			await page.getByRole('button', { name: 'Send code' }).click();
			await typeCode(page, person, { mail, mails: 7, isPlain });
			await page.getByLabel('New password', { exact: true }).fill(NEXT);
			await page.getByRole('button', { name: 'Save and sign in' }).click();
			await expect(page).toHaveURL(/\/security/);
			await expect(page.getByText('Authenticator app', { exact: true })).toHaveCount(0);
			expect((await api.get('/session')).status()).toBe(401);
			expect((await mail.to(person.email, 8)).at(-1)?.subject).toBe(
				'Somebody got back into your Latchkey account'
			);
			const old = await own.context.request.post('/api/v1/sign-in/password', {
				headers: { origin: server.origin },
				data: { identifier: person.username, password: person.password }
			});
			expect(old.status()).toBe(401);
			await own.context.close();
		});
	});

test('it ends in a passkey, too, and recovery codes are shown once', async ({
	page,
	request,
	server,
	mail
}) => {
	const person = await somebody(apiOf(request, server), mail);
	await begin(page, person, mail);
	await mail.to(person.email, 3);
	await server.advance(WAIT_MS);
	await mail.to(person.email, 4);
	await addAuthenticator(page);
	await page.goto('/recover/waiting');
	await page.getByRole('button', { name: 'Send code' }).click();
	await typeCode(page, person, { mail, mails: 5 });
	await page.getByRole('button', { name: 'Make a new passkey' }).click();
	await expect(page.getByRole('heading', { name: 'Your recovery codes' })).toBeVisible();
	await page.getByRole('checkbox').check();
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page).toHaveURL(/\/security/);
	const given = { identifier: person.username, password: person.password };
	const old = await apiOf(request, server).send('POST', '/sign-in/password', given);
	expect(old.status()).toBe(401);
});

test('the link of a mail stops it by its button only, once, and another site cannot press it', async ({
	browser,
	baseURL,
	page,
	request,
	server,
	mail
}) => {
	const api = apiOf(request, server);
	const person = await somebody(api, mail);
	await begin(page, person, mail);
	const link = stopIn((await mail.to(person.email, 3)).at(-1));
	expect(link).toMatch(/^\/recover\/stop\/rec_[\w-]{22}\.[\w-]{43}$/);
	const mailbox = await elsewhere(browser, baseURL);
	for (const method of ['GET', 'HEAD'] as const)
		expect((await mailbox.context.request.fetch(link, { method })).status()).toBe(200);
	const forged = { origin: 'https://evil.example' };
	const cross = await mailbox.context.request.post(link, { headers: forged, form: {} });
	expect(cross.status()).toBe(403);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Your account is not open yet' })).toBeVisible();

	await mailbox.page.goto(link);
	await mailbox.page.getByRole('button', { name: 'Stop it' }).click();
	await expect(mailbox.page.getByRole('heading', { name: 'It is stopped' })).toBeVisible();
	expect((await mail.to(person.email, 4)).at(-1)?.subject).toBe(
		'The way back into your Latchkey account is closed'
	);
	const own = { origin: server.origin };
	const replay = await mailbox.context.request.post(link, { headers: own, form: {} });
	expect(replay.status()).toBe(410);
	await mailbox.page.goto(link);
	await expect(
		mailbox.page.getByRole('heading', { name: 'There is nothing to stop' })
	).toBeVisible();
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Nothing waits here' })).toBeVisible();
	await mailbox.context.close();
});

test('signing in stops it, also in another process and after a restart', async ({
	browser,
	baseURL,
	page,
	request,
	server,
	mail
}) => {
	const person = await somebody(apiOf(request, server), mail);
	await begin(page, person, mail);
	await server.restart();
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Your account is not open yet' })).toBeVisible();
	const second = await server.second();
	const { context } = await elsewhere(browser, baseURL);
	const { username: identifier, password } = person;
	const other = apiOf(context.request, { origin: server.origin, to: second.origin });
	await other.post('/sign-in/password', { identifier, password });
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Nothing waits here' })).toBeVisible();
	await context.close();
});

test('every page of the account warns of it, and a session stops it there', async ({
	browser,
	baseURL,
	page,
	request,
	server,
	mail
}) => {
	const person = await somebody(apiOf(request, server), mail);
	const own = await elsewhere(browser, baseURL);
	await signInBy(own.context, server.origin, person);
	await mail.to(person.email, 2);
	await proveMailbox(page, person, { mail, mails: 3 });
	await page.getByRole('button', { name: 'Begin to wait' }).click();
	await expect(page).toHaveURL(/\/recover\/waiting$/);
	for (const path of ['/', '/security', '/sessions', '/activity', '/profile']) {
		await own.page.goto(path);
		await expect(own.page.getByText('Somebody waits to get back')).toBeVisible();
	}
	await own.page.getByRole('button', { name: 'Stop it' }).click();
	await expect(own.page.getByText('The way back in by e-mail is stopped')).toBeVisible();
	await expect(own.page.getByText('Somebody waits to get back')).toHaveCount(0);
	await own.page.goto('/activity');
	await expect(own.page.getByText('was stopped by you')).toBeVisible();
	await own.context.close();
});

test('two processes whose time has come send each notice once', async ({
	page,
	request,
	server,
	mail
}) => {
	const person = await somebody(apiOf(request, server), mail);
	await begin(page, person, mail);
	const second = await server.second();
	await mail.to(person.email, 3);
	await Promise.all([server, second].map((each) => each.advance(WAIT_MS / 2)));
	await mail.to(person.email, 4);
	await Promise.all([server, second].map((each) => each.advance(WAIT_MS / 2)));
	await mail.to(person.email, 5);
});

test('another browser cannot finish it, and nobody before its time or after its window', async ({
	browser,
	baseURL,
	page,
	request,
	server,
	mail
}) => {
	const person = await somebody(apiOf(request, server), mail);
	await begin(page, person, mail);
	const stranger = await elsewhere(browser, baseURL);
	await mail.to(person.email, 3);
	await proveMailbox(stranger.page, person, { mail, mails: 4 });
	await expect(
		stranger.page.getByRole('heading', { name: 'It waits in another browser' })
	).toBeVisible();

	const finish = async (context: BrowserContext, mails: number) => {
		const api = apiOf(context.request, server);
		const { username: identifier } = person;
		const { id } = await api.post<{ id: string }>('/recovery/email', { identifier });
		const answer = codeIn((await mail.to(person.email, mails)).at(-1));
		const verdict = await api.post<{ id: string }>(`/recovery/email/${id}/answer`, { answer });
		const given = { password: NEXT };
		const path = `/recovery/mailbox/${verdict.id}/password`;
		const refused = await api.send('POST', path, given);
		return ((await refused.json()) as { code: string }).code;
	};
	expect(await finish(page.context(), 5)).toBe('recovery.not_ready');
	await server.advance(WAIT_MS);
	await mail.to(person.email, 6);
	expect(await finish(stranger.context, 7)).toBe('recovery.gone');
	await server.advance(WAIT_MS);
	await mail.to(person.email, 8);
	expect(await finish(page.context(), 9)).toBe('recovery.gone');
	await stranger.context.close();
});

test('an operator begins one, which the person joins; the account is told who', async ({
	page,
	request,
	server,
	mail
}) => {
	const person = await somebody(apiOf(request, server), mail);
	const ran = await server.latchkey(['accounts', 'recover', person.username]);
	expect(ran.code, ran.notes).toBe(0);
	const [, letter] = await mail.to(person.email, 2);
	expect(letter?.text).toContain('those who run the service have begun');
	const again = await server.latchkey(['accounts', 'recover', person.username]);
	expect(again.code).toBe(1);
	await proveMailbox(page, person, { mail, mails: 3 });
	await expect(page.getByRole('heading', { name: 'begun for you' })).toBeVisible();
	await page.getByRole('button', { name: 'Go on in this browser' }).click();
	await expect(page.getByRole('heading', { name: 'Your account is not open yet' })).toBeVisible();
});

test('who forgot the password alone gets in at once, by e-mail and the app', async ({
	page,
	request,
	server,
	mail
}) => {
	const api = apiOf(request, server);
	const person = await somebody(api, mail);
	const { secret } = await enrolApp(api, server.now());
	await mail.to(person.email, 2);
	await proveMailbox(page, person, { mail, mails: 3 });
	await page.getByRole('button', { name: 'Yes, use it now' }).click();
	await expect(page).toHaveURL(/\/verify\/chl_/);
	await server.advance(30_000);
	await page.getByLabel('Code').fill(await codeAt(secret, server.now()));
	await expect(page).toHaveURL(/\/recover\/mailbox\//);
	await page.getByLabel('New password', { exact: true }).fill(NEXT);
	await page.getByRole('button', { name: 'Save and sign in' }).click();
	await expect(page).toHaveURL(/\/security/);
	const own = apiOf(page.request, server);
	expect(await (await own.get('/session')).json()).toMatchObject({ aal: 2, isRecovery: true });
	expect((await api.get('/session')).status()).toBe(401);
	expect((await mail.to(person.email, 4)).at(-1)?.subject).toBe(
		'Somebody got back into your Latchkey account'
	);
});

test('a name that nobody has is answered like any, and no mail goes anywhere', async ({
	page,
	mail
}) => {
	const { username, email } = newPerson();
	await page.goto('/recover/email');
	await page.getByLabel('Username or e-mail').fill(username);
	await page.getByRole('button', { name: 'Send code' }).click();
	await expect(page.getByRole('heading', { name: 'Check your e-mail' })).toBeVisible();
	for (const left of ['2 tries left', 'One try left', 'Too many tries']) {
		await page.getByLabel('Code').fill('123456');
		await expect(page.getByText(left)).toBeVisible();
	}
	await mail.to(email, 0);
});

test(
	'the screens are accessible',
	{ tag: '@screens' },
	async ({ browser, baseURL, page, request, server, mail }) => {
		// Ten screens, each looked at twice.
		test.setTimeout(300_000);
		const drawn = process.env['SCREENSHOTS'];
		const look = async (on: Page, name: string) => {
			await expectAccessible(on);
			if (drawn)
				for (const colorScheme of ['light', 'dark'] as const)
					for (const width of [360, 1280]) {
						await on.emulateMedia({ colorScheme });
						await on.setViewportSize({ width, height: 900 });
						const path = `${drawn}/${name}-${width}-${colorScheme}.png`;
						await on.screenshot({ path, fullPage: true, animations: 'disabled' });
					}
		};
		const person = await somebody(apiOf(request, server), mail);
		await page.goto('/recover');
		await look(page, 'recover');
		await page.goto('/recover/email');
		await look(page, 'email');
		await page.getByLabel('Username or e-mail').fill(person.username);
		await page.getByRole('button', { name: 'Send code' }).click();
		await expect(page).toHaveURL(/\/recover\/email\/eml_/);
		await look(page, 'code');
		await typeCode(page, person, { mail, mails: 2 });
		await look(page, 'offer');
		await page.getByRole('button', { name: 'Begin to wait' }).click();
		await expect(page).toHaveURL(/\/recover\/waiting$/);
		await look(page, 'waiting');
		const own = await elsewhere(browser, baseURL);
		const link = stopIn((await mail.to(person.email, 3)).at(-1));
		await own.page.goto(link);
		await look(own.page, 'stop');
		await server.advance(WAIT_MS);
		await mail.to(person.email, 4);
		await page.reload();
		await look(page, 'ready');
		await page.getByRole('button', { name: 'Send code' }).click();
		await typeCode(page, person, { mail, mails: 5 });
		await look(page, 'set-up');
		await own.page.goto(link);
		await own.page.getByRole('button', { name: 'Stop it' }).click();
		await expect(own.page.getByRole('heading', { name: 'It is stopped' })).toBeVisible();
		await look(own.page, 'stopped');
		await page.goto('/recover/waiting');
		await look(page, 'none');
		await own.context.close();
	}
);
