import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { addAuthenticator } from './support/authenticator.ts';
import { expect, hydrated, test } from './support/fixtures.ts';
import { linkPhone, newPhone, type Phone, withPhone } from './support/phone.ts';

// Each is a journey over two browsers.
test.describe.configure({ timeout: 120_000 });

const MINUTE_MS = 60_000;

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

/** At the computer: the picture, by its address. */
async function showPicture(page: Page): Promise<string> {
	await page.goto('/sign-in');
	await page.getByRole('link', { name: 'Sign in with a phone' }).click();
	await expect(heading(page, 'Scan this with your phone')).toBeVisible();
	return addressOn(page);
}

async function addressOn(page: Page): Promise<string> {
	await page.getByText('Cannot scan it?').click();
	return (await page.getByLabel('Address', { exact: true }).textContent()) ?? '';
}

/** The phone’s camera has opened the address. */
async function scan(phone: Phone, url: string): Promise<void> {
	await phone.page.goto(url);
	await hydrated(phone.page);
}

/** The phone comes; answers with the number on the computer. */
async function come(page: Page, phone: Phone, username: string): Promise<string> {
	await phone.page.getByRole('button', { name: `Go on as ${username}` }).click();
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	await expect(heading(page, 'Choose this number on your phone')).toBeVisible();
	return (await page.locator('.approval-number [aria-hidden]').textContent()) ?? '';
}

test('a phone signs a computer in, which then keeps a passkey of its own', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await addAuthenticator(page);
	const url = await showPicture(page);
	expect(url).toMatch(/\/phone\/sign-in#[\w-]{43}$/);
	await expectAccessible(page);
	await scan(phone, url);
	// The secret is neither in the address bar nor in what the browser remembers.
	expect(phone.page.url()).toBe(`${server.origin}/phone/sign-in`);
	await expect(heading(phone.page, 'Sign in on a computer?')).toBeVisible();
	await expect(phone.page.getByText(server.origin)).toBeVisible();
	await expectAccessible(phone.page);
	// Nothing on the computer says whose phone it may be.
	expect(await page.content()).not.toContain(person.username);
	const number = await come(page, phone, person.username);
	await expectAccessible(page);
	expect(await page.content()).not.toContain(person.username);
	await expect(phone.page.getByText('Sign in to Latchkey on another computer')).toBeVisible();
	await phone.pick(number);
	await expect(heading(phone.page, 'Approved')).toBeVisible();

	await expect(heading(page, 'Create a passkey on this computer?')).toBeVisible();
	await expect(page.getByText(`You are signed in as ${person.username}`)).toBeVisible();
	await expectAccessible(page);
	const session = (await (await page.request.get('/api/v1/session')).json()) as object;
	expect(session).toMatchObject({ aal: 2, amr: ['mca', 'user', 'mfa', 'hwk'] });
	await hydrated(page);
	await page.getByRole('button', { name: 'Create passkey' }).click();
	await expect(page).toHaveURL(`${server.origin}/`);

	await page.context().clearCookies();
	await page.goto('/sign-in');
	// The browser offers it by itself, and the virtual authenticator agrees.
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
});

test('a picture that another phone has used says so, and its computer is not signed in', async ({
	page,
	browser,
	server
}) => {
	const eve = await withPhone({ page, browser, server });
	const ada = await withPhone({ page, browser, server });
	const url = await showPicture(page);
	await scan(eve.phone, url);
	await scan(ada.phone, url);
	// The thief, who has photographed the picture, is first.
	await come(page, eve.phone, eve.person.username);
	await ada.phone.page.getByRole('button', { name: `Go on as ${ada.person.username}` }).click();
	await expect(heading(ada.phone.page, 'This picture does not work')).toBeVisible();
	await expectAccessible(ada.phone.page);
	await eve.phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect(heading(page, 'Nobody was signed in')).toBeVisible();
	await expect(page.getByText('It was declined on the phone.')).toBeVisible();
	await expectAccessible(page);
	expect((await page.request.get('/api/v1/session')).status()).toBe(401);

	await page.getByRole('link', { name: 'Show a new picture' }).click();
	const next = await addressOn(page);
	expect(next).not.toBe(url);
	await scan(ada.phone, next);
	await ada.phone.pick(await come(page, ada.phone, ada.person.username));
	await expect(page.getByText(`You are signed in as ${ada.person.username}`)).toBeVisible();
	await Promise.all([eve.phone.context.close(), ada.phone.context.close()]);
});

test('another browser finishes nothing of what this one has begun', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	const url = await showPicture(page);
	await scan(phone, url);
	const number = await come(page, phone, person.username);
	const thief = await browser.newContext({ baseURL: server.origin });
	const stolen = await thief.newPage();
	await stolen.goto(page.url());
	await expect(heading(stolen, 'Nobody was signed in')).toBeVisible();
	await phone.pick(number);
	await expect(page).toHaveURL(/passkey-offer/);
	const id = /cer_[\w-]+/.exec(page.url())?.[0] ?? '';
	const answer = await thief.request.post(`/api/v1/sign-in/phone/${id}/answer`, {
		headers: { origin: server.origin }
	});
	expect(answer.status()).not.toBe(200);
	expect((await thief.request.get('/api/v1/session')).status()).toBe(401);
	await Promise.all([thief.close(), phone.context.close()]);
});

test('a phone without fingerprint or PIN does not sign in alone, and says what to do', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server }, false);
	await scan(phone, await showPicture(page));
	await phone.page.getByRole('button', { name: `Go on as ${person.username}` }).click();
	await expect(heading(phone.page, 'This phone cannot sign in alone')).toBeVisible();
	await expectAccessible(phone.page);
	await expect(heading(page, 'Scan this with your phone')).toBeVisible();
	await phone.context.close();
});

test('a wrong number, “this was not me” and silence let nobody in', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await scan(phone, await showPicture(page));
	const number = await come(page, phone, person.username);
	const all = await phone.page.locator('.numbers button').allInnerTexts();
	const wrong = all.map((text) => text.trim()).find((each) => each !== number) ?? '';
	await phone.pick(wrong);
	await expect(page.getByText('Another number was chosen on the phone')).toBeVisible();

	await scan(phone, await showPicture(page));
	await come(page, phone, person.username);
	await phone.page.getByRole('button', { name: 'This was not me' }).click();
	await expect(heading(phone.page, 'Stopped')).toBeVisible();
	await expect(heading(page, 'Nobody was signed in')).toBeVisible();

	await scan(phone, await showPicture(page));
	await come(page, phone, person.username);
	await server.advance(2 * MINUTE_MS);
	await expect(page.getByText('Nobody answered on the phone in time.')).toBeVisible();

	const late = await showPicture(page);
	await server.advance(2 * MINUTE_MS);
	await scan(phone, late);
	await expect(heading(phone.page, 'This picture does not work')).toBeVisible();
	expect((await page.request.get('/api/v1/session')).status()).toBe(401);
	await phone.context.close();
	await server.restart();
});

test('a phone with several accounts chooses, and comes to another process', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	const second = newPerson();
	await apiOf(page.request, server).post('/accounts', second);
	await phone.open();
	await linkPhone(page, phone);
	await page.context().clearCookies();
	const other = await server.second();
	await phone.page.route('**/api/v1/phone/**', async (route) => {
		const request = route.request();
		const url = request.url().replace(server.origin, other.origin);
		const headers = { ...(await request.allHeaders()), origin: server.origin };
		await route.fulfill({ response: await route.fetch({ url, headers }) });
	});
	await scan(phone, await showPicture(page));
	await expect(phone.page.getByText('To which account?')).toBeVisible();
	await expect(phone.page.getByRole('button', { name: second.username })).toBeVisible();
	await phone.pick(await come(page, phone, person.username));
	await expect(page.getByText(`You are signed in as ${person.username}`)).toBeVisible();
	await hydrated(page);
	await page.getByRole('link', { name: 'Not now' }).click();
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
});

test('a phone that is not linked says how it becomes so', async ({ page, browser, server }) => {
	const phone = await newPhone(browser, server);
	await scan(phone, await showPicture(page));
	await expect(heading(phone.page, 'This phone is not linked yet')).toBeVisible();
	await phone.context.close();
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('the computer goes on by plain links and forms', async ({ page, browser, server }) => {
		const person = newPerson();
		const scripted = await browser.newContext({ javaScriptEnabled: true, baseURL: server.origin });
		const desk = await scripted.newPage();
		await apiOf(desk.request, server).post('/accounts', person);
		const phone = await newPhone(browser, server);
		await linkPhone(desk, phone);
		await scan(phone, await showPicture(page));
		await phone.page.getByRole('button', { name: `Go on as ${person.username}` }).click();
		await expect(heading(phone.page, 'Is this you?')).toBeVisible();
		await page.getByRole('link', { name: 'My phone shows three numbers' }).click();
		await page.getByRole('button', { name: 'I have approved' }).click();
		await expect(page.getByText('There is no answer from the phone yet.')).toBeVisible();
		const number = (await page.locator('.approval-number [aria-hidden]').textContent()) ?? '';
		await phone.pick(number);
		await expect(heading(phone.page, 'Approved')).toBeVisible();
		await page.getByRole('button', { name: 'I have approved' }).click();
		await expect(heading(page, 'Create a passkey on this computer?')).toBeVisible();
		await page.getByRole('link', { name: 'Not now' }).click();
		await expect(page).toHaveURL(`${server.origin}/`);
		await Promise.all([scripted.close(), phone.context.close()]);
	});
});
