/** Browsers that skip the second factor for a while, and what it takes to have one do so no more. */
import type { BrowserContext, Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Person } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

type Server = Parameters<typeof apiOf>[1] & { now(): Date; advance(ms: number): Promise<void> };

const STEP_MS = 30_000;
const DAY_MS = 24 * 60 * 60_000;
/** 50 passwords take a busy machine a while. */
const PATIENCE_MS = 60_000;
const COOKIE = 'latchkey-remembered';
const ASKED = 'Do not ask again in this browser for 30 days';

interface Owner {
	readonly person: Person;
	readonly secret: string;
}

/** Somebody with a password and an authenticator app, who is signed in nowhere. */
async function somebody(page: Page, server: Server): Promise<Owner> {
	const person = newPerson();
	const api = apiOf(page.request, server);
	await api.post('/accounts', person);
	const { secret } = await enrolApp(api, server.now());
	await page.context().clearCookies();
	return { person, secret };
}

/** The person's session ends, and what the browser keeps beside it stays. */
const signOut = (page: Page, server: Server) =>
	apiOf(page.request, server).send('DELETE', '/session');

async function typePassword(page: Page, { username, password }: Person): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('Username or e-mail').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function typeCode(page: Page, { secret }: Owner, server: Server): Promise<void> {
	// One that was not used yet.
	await server.advance(STEP_MS);
	await page.getByRole('textbox', { name: 'Code' }).fill(await codeAt(secret, server.now()));
}

async function remember(page: Page, owner: Owner, server: Server): Promise<void> {
	await typePassword(page, owner.person);
	await expect(page).toHaveURL(/\/verify\//);
	await page.getByRole('checkbox', { name: ASKED }).check();
	await typeCode(page, owner, server);
	await expect(page).not.toHaveURL(/\/verify\//);
}

const cookieOf = async (context: BrowserContext) =>
	(await context.cookies()).find(({ name }) => name === COOKIE);

const home = (page: Page, { username }: Person) =>
	expect(page.getByRole('heading', { level: 1 })).toContainText(username);

test.afterEach(({ server }) => server.restart());

test('a browser is remembered, skips the code until it is forgotten, and not where it matters', async ({
	page,
	server
}) => {
	test.slow();
	const owner = await somebody(page, server);
	await typePassword(page, owner.person);
	const box = page.getByRole('checkbox', { name: ASKED });
	await expect(box).not.toBeChecked();
	await expectAccessible(page);
	await box.check();
	await page.getByRole('textbox', { name: 'Code' }).fill('000000');
	await expect(page.getByText('4 tries left')).toBeVisible();
	// What was wished for is not forgotten with a code that was mistyped.
	await expect(box).toBeChecked();
	await typeCode(page, owner, server);
	await home(page, owner.person);
	const first = await cookieOf(page.context());
	expect(first).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });

	await signOut(page, server);
	await typePassword(page, owner.person);
	await home(page, owner.person);
	expect((await cookieOf(page.context()))?.value).not.toBe(first?.value);
	const session: unknown = await (await page.request.get('/api/v1/session')).json();
	expect(session).toMatchObject({ aal: 1, amr: ['pwd'] });
	await page.goto('/activity');
	await expect(page.getByText('in a remembered browser')).toBeVisible();
	await page.goto('/security/recovery-codes');
	await expect(page).toHaveURL(/\/verify\//);
	await expect(page.getByRole('checkbox')).toHaveCount(0);

	await page.goto('/security');
	const card = page.locator('#remembered-browsers');
	await expect(card.getByText('This one')).toBeVisible();
	await expectAccessible(page);
	await card.getByRole('button', { name: 'Forget' }).click();
	await expect(page.getByText('asks for your second factor again')).toBeVisible();
	await expect(card).toHaveCount(0);
	await signOut(page, server);
	await typePassword(page, owner.person);
	await expect(page).toHaveURL(/\/verify\//);
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('it is remembered and forgotten, too', async ({ page, server }) => {
		const owner = await somebody(page, server);
		await typePassword(page, owner.person);
		await page.getByRole('checkbox', { name: ASKED }).check();
		await typeCode(page, owner, server);
		await page.getByRole('button', { name: 'Continue' }).click();
		await home(page, owner.person);
		await signOut(page, server);
		await typePassword(page, owner.person);
		await home(page, owner.person);
		await page.goto('/security');
		await page.locator('#remembered-browsers').getByRole('button', { name: 'Forget' }).click();
		await expect(page.locator('#remembered-browsers')).toHaveCount(0);
	});
});

test('after 30 days it is asked again, also where it was used every week, and after a restart', async ({
	page,
	server
}) => {
	test.slow();
	const owner = await somebody(page, server);
	await remember(page, owner, server);
	for (let weeks = 0; weeks < 4; weeks += 1) {
		await server.advance(7 * DAY_MS);
		await signOut(page, server);
		await typePassword(page, owner.person);
		await home(page, owner.person);
	}
	await server.advance(2 * DAY_MS);
	await signOut(page, server);
	await typePassword(page, owner.person);
	await expect(page).toHaveURL(/\/verify\//);
});

test('a stolen cookie is nothing without the password, and a copy of it is found out, in any process', async ({
	browser,
	baseURL,
	page,
	server
}) => {
	test.slow();
	const owner = await somebody(page, server);
	await remember(page, owner, server);
	const stolen = await cookieOf(page.context());
	const second = await server.second();
	const thief = await browser.newContext({ baseURL: baseURL ?? '' });
	const plant = async () =>
		thief.addCookies([
			{ name: COOKIE, value: stolen?.value ?? '', domain: 'localhost', path: '/' }
		]);
	await plant();
	const { username: identifier, password } = owner.person;
	const there = apiOf(thief.request, { origin: server.origin, to: second.origin });
	const guessed = await there.send('POST', '/sign-in/password', { identifier, password: 'wrong' });
	expect(guessed.status()).toBe(401);
	expect((await there.get('/session')).status()).toBe(401);
	expect((await there.get('/remembered-browsers')).status()).toBe(401);

	// The owner signs in twice: the second time, what came of the first is confirmed.
	for (let times = 0; times < 2; times += 1) {
		await signOut(page, server);
		await typePassword(page, owner.person);
		await home(page, owner.person);
	}
	await plant();
	const asked = await there.post('/sign-in/password', { identifier, password });
	expect(asked).toMatchObject({ status: 'challenge' });
	await page.goto('/activity');
	await expect(page.getByText('its cookie had been used elsewhere')).toBeVisible();
	await page.goto('/security');
	await expect(page.locator('#remembered-browsers')).toHaveCount(0);
	await thief.close();
});

test('of fifty sign-ins at once in two processes none is asked for a code, and the browser stays remembered', async ({
	page,
	playwright,
	server
}) => {
	test.slow();
	const owner = await somebody(page, server);
	await remember(page, owner, server);
	const storageState = await page.context().storageState();
	const second = await server.second();
	const { username: identifier, password } = owner.person;
	const answers = await Promise.all(
		Array.from({ length: 50 }, async (_, at) => {
			const context = await playwright.request.newContext({ storageState, timeout: PATIENCE_MS });
			const to = at % 2 === 0 ? server.origin : second.origin;
			const api = apiOf(context, { origin: server.origin, to });
			const answer = await api.send('POST', '/sign-in/password', { identifier, password });
			const { status, code } = (await answer.json()) as { status: unknown; code?: string };
			await context.dispose();
			return code ?? status;
		})
	);
	// A machine that is too busy says so; nobody is taken for a thief.
	const outcomes = new Set(answers);
	outcomes.delete('stores.unavailable');
	expect([...outcomes]).toEqual(['signed-in']);
	await signOut(page, server);
	await typePassword(page, owner.person);
	await home(page, owner.person);
});

test('programs list them, forget one, and forget all', async ({ page, server }) => {
	const owner = await somebody(page, server);
	const api = apiOf(page.request, server);
	await remember(page, owner, server);
	const list = async () =>
		(await (await api.get('/remembered-browsers')).json()) as { id: string; isCurrent: boolean }[];
	const [mine] = await list();
	expect(mine).toMatchObject({ isCurrent: true, browser: 'Chrome' });
	expect(JSON.stringify(mine)).not.toContain((await cookieOf(page.context()))?.value.slice(27));
	const unknown = await api.send('DELETE', '/remembered-browsers/rbr_nothing');
	expect([unknown.status(), ((await unknown.json()) as { code: string }).code]).toEqual([
		404,
		'remembered_browsers.unknown'
	]);
	expect((await api.send('DELETE', `/remembered-browsers/${mine?.id}`)).status()).toBe(204);
	expect(await list()).toEqual([]);
	await signOut(page, server);
	await page.context().clearCookies();
	await remember(page, owner, server);
	const forgotten = await api.send('DELETE', '/remembered-browsers');
	expect(await forgotten.json()).toEqual({ forgotten: 1 });
});

test('signing out everywhere else forgets every other browser, and keeps this one', async ({
	browser,
	baseURL,
	page,
	server
}) => {
	test.slow();
	const owner = await somebody(page, server);
	const context = await browser.newContext({ baseURL: baseURL ?? '' });
	const other = await context.newPage();
	await remember(other, owner, server);
	await remember(page, owner, server);
	const ended = await apiOf(page.request, server).send('DELETE', '/sessions');
	expect(ended.status()).toBe(200);
	await typePassword(other, owner.person);
	await expect(other).toHaveURL(/\/verify\//);
	await signOut(page, server);
	await typePassword(page, owner.person);
	await home(page, owner.person);
	await context.close();
});
