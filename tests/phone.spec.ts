import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { expect, hydrated, test } from './support/fixtures.ts';
import { arriveBy, newPhone, showLink, type Phone, withPhone } from './support/phone.ts';

// Each is a journey over two browsers.
test.describe.configure({ timeout: 120_000 });

const MINUTE_MS = 60_000;

type Person = ReturnType<typeof newPerson>;

/** At the computer: the password, and then the phone. Answers with the number that it shows. */
async function askPhone(page: Page, person: Person): Promise<string> {
	await page.goto('/sign-in');
	return askFromDoor(page, person);
}

/** The same from the page that is there. */
async function askFromDoor(page: Page, { username, password }: Person): Promise<string> {
	await page.getByLabel('Username or e-mail').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page).toHaveURL(/\/verify\//);
	await hydrated(page);
	await page.getByRole('button', { name: 'Ask my phone' }).click();
	await expect(page.getByText('Waiting for your phone…')).toBeVisible();
	// Whoever is asked is not told how to ask.
	await expect(page.getByText('then ask it')).toHaveCount(0);
	return (await page.locator('.approval-number [aria-hidden]').textContent()) ?? '';
}

async function otherThan(phone: Phone, number: string): Promise<string> {
	const all = await phone.page.locator('.numbers button').allInnerTexts();
	return all.map((text) => text.trim()).find((each) => each !== number) ?? '';
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

test('a phone is linked by a picture and the same words, and approves a sign-in', async ({
	page,
	browser,
	server
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const phone = await newPhone(browser, server);
	const url = await showLink(page);
	expect(url).toMatch(/\/phone\/link#[\w-]{43}$/);
	await expectAccessible(page);
	const words = await arriveBy(phone, url);
	// The secret is neither in the address bar nor in what the browser remembers.
	expect(phone.page.url()).toBe(`${server.origin}/phone/link`);
	await expect(page.getByRole('list', { name: 'The words' })).toHaveText(words);
	await expectAccessible(page);
	await expectAccessible(phone.page);
	await page.getByRole('button', { name: 'Yes, the same words' }).click();
	await expect(page.getByRole('heading', { name: '“My phone” is ready' })).toBeVisible();
	await expect(heading(phone.page, 'This phone is linked')).toBeVisible();

	await page.context().clearCookies();
	await phone.open();
	await expect(phone.page.getByText('Nothing to approve')).toBeVisible();
	await expectAccessible(phone.page);
	const number = await askPhone(page, person);
	await expect(page.getByText('Asked: My phone.')).toBeVisible();
	await expectAccessible(page);
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	await expect(phone.page.getByText('Sign in to Latchkey')).toBeVisible();
	await expect(phone.page.getByText(person.username)).toBeVisible();
	await expectAccessible(phone.page);
	await phone.pick(number);
	await expect(heading(phone.page, 'Approved')).toBeVisible();
	await expect(page).toHaveURL(`${server.origin}/`);
	const session = (await (await page.request.get('/api/v1/session')).json()) as object;
	expect(session).toMatchObject({ aal: 2, amr: ['pwd', 'mca', 'user', 'mfa', 'hwk'] });
	await phone.context.close();
});

test('the receipt of an approval proves itself, and with one byte changed it does not', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await phone.open();
	let id = '';
	phone.page.on('request', (request) => {
		id ||= /requests\/(apr_[\w-]+)\/answer/.exec(request.url())?.[1] ?? '';
	});
	const number = await askPhone(page, person);
	await phone.pick(number);
	await expect(page).toHaveURL(`${server.origin}/`);
	const shown = await server.latchkey(['receipt', 'show', id]);
	expect(shown.code, shown.notes).toBe(0);
	const file = join(server.folder, 'receipt.json');
	await writeFile(file, shown.out);
	const proven = await server.latchkey(['receipt', 'verify', file]);
	expect(proven.code, proven.notes).toBe(0);
	expect(proven.out).toContain(`"${person.username}"`);
	await writeFile(file, shown.out.replace('Sign in to', 'Sign in t0'));
	expect((await server.latchkey(['receipt', 'verify', file])).code).toBe(1);
	await writeFile(file, '{}');
	expect((await server.latchkey(['receipt', 'verify', file])).code).toBe(1);
	expect((await server.latchkey(['receipt', 'show', 'apr_nothing'])).code).toBe(1);
	await phone.context.close();
});

test('a phone without fingerprint or PIN approves as something that is had', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server }, false);
	await phone.open();
	const number = await askPhone(page, person);
	await phone.pick(number);
	await expect(page).toHaveURL(`${server.origin}/`);
	const session = (await (await page.request.get('/api/v1/session')).json()) as object;
	expect(session).toMatchObject({ aal: 2, amr: ['pwd', 'mca', 'user', 'swk', 'mfa'] });
	await phone.context.close();
});

test('words that differ link nothing', async ({ page, browser, server }) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	const phone = await newPhone(browser, server);
	await arriveBy(phone, await showLink(page));
	await page.getByRole('button', { name: 'No, or it shows none' }).click();
	await expect(heading(phone.page, 'Not linked')).toBeVisible();
	const factors = (await (await page.request.get('/api/v1/factors')).json()) as object;
	expect(JSON.stringify(factors)).not.toContain('phones');
	await phone.open();
	await expect(heading(phone.page, 'This phone is not linked yet')).toBeVisible();
	await phone.context.close();
});

test('a picture that was used, or is too old, links no other phone', async ({
	page,
	browser,
	server
}) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	const url = await showLink(page);
	const first = await newPhone(browser, server);
	await arriveBy(first, url);
	const second = await newPhone(browser, server);
	await second.page.goto(url);
	await expect(heading(second.page, 'This link does not work')).toBeVisible();
	await expectAccessible(second.page);
	await hydrated(page);
	await page.getByRole('button', { name: 'No, or it shows none' }).click();
	await page.getByRole('link', { name: 'Try again' }).click();
	await expect(page.getByLabel('Address')).toBeVisible();
	const next = await showLink(page);
	expect(next).not.toBe(url);
	await server.advance(5 * MINUTE_MS);
	await second.page.goto('/phone');
	await second.page.goto(next);
	await expect(heading(second.page, 'This link does not work')).toBeVisible();
	await Promise.all([first.context.close(), second.context.close()]);
	await server.restart();
});

test('a declined request, a wrong number and silence let nobody in', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await phone.open();
	await askPhone(page, person);
	await phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect(heading(phone.page, 'Declined')).toBeVisible();
	await expect(page.getByText('It was declined on the phone.')).toBeVisible();
	await expectAccessible(page);

	await phone.page.getByRole('button', { name: 'Back to requests' }).click();
	const number = await askPhone(page, person);
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	await phone.pick(await otherThan(phone, number));
	await expect(heading(phone.page, 'That was another number')).toBeVisible();
	await expect(page.getByText('Another number was chosen on the phone')).toBeVisible();

	await phone.page.getByRole('button', { name: 'Back to requests' }).click();
	await askPhone(page, person);
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	await server.advance(2 * MINUTE_MS);
	await expect(page.getByText('Nobody answered on the phone in time.')).toBeVisible();
	await expect(heading(phone.page, 'Too late')).toBeVisible();
	expect((await page.request.get('/api/v1/session')).status()).toBe(401);
	await phone.context.close();
	await server.restart();
});

test('“this was not me” ends the attempt and is on record', async ({ page, browser, server }) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await phone.open();
	await askPhone(page, person);
	await phone.page.getByRole('button', { name: 'This was not me' }).click();
	await expect(heading(phone.page, 'Stopped')).toBeVisible();
	await expectAccessible(phone.page);
	await expect(heading(page, 'This attempt is over')).toBeVisible();

	await phone.page.getByRole('button', { name: 'Back to requests' }).click();
	const number = await askPhone(page, person);
	await phone.pick(number);
	await expect(page).toHaveURL(`${server.origin}/`);
	await page.goto('/activity');
	await expect(page.getByText(/“This was not me” was said/)).toBeVisible();
	await phone.context.close();
});

/** The numbers that the phone offers. */
const offered = (phone: Phone) => phone.page.locator('.numbers button').allInnerTexts();

test('who begins again finds the new request on the phone, which says that it is another', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await phone.open();
	await askPhone(page, person);
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	await phone.page.route('**/api/v1/phone/requests', (route) => route.abort());
	await page.getByRole('link', { name: 'Start again' }).click();
	const number = await askFromDoor(page, person);
	await phone.page.unroute('**/api/v1/phone/requests');
	await expect(phone.page.getByText('This is another request')).toBeVisible();
	expect(await offered(phone)).toContain(number);
	await expectAccessible(phone.page);
	await phone.pick(number);
	await expect(heading(phone.page, 'Approved')).toBeVisible();
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
});

test('who asks again sees another number, and the phone that said too late shows it', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await page.goto('/sign-in');
	await phone.open();
	await askPhone(page, person);
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Ask again' }).click();
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	await expect(phone.page.getByText('This is another request')).toBeVisible();
	await hydrated(page);
	await page.getByRole('link', { name: 'Start again' }).click();
	await page.getByLabel('Username or e-mail').fill(person.username);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	// Nothing is asked any more.
	await expect(heading(phone.page, 'Too late')).toBeVisible();
	await expect(page.getByText(`Open ${server.origin}/phone`)).toBeVisible();
	await hydrated(page);
	await page.getByRole('button', { name: 'Ask my phone' }).click();
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	const number = (await page.locator('.approval-number [aria-hidden]').textContent()) ?? '';
	await phone.pick(number);
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
});

test('a stranger’s request stands beside the owner’s, and swaps nothing on the phone', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await phone.open();
	const number = await askPhone(page, person);
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	const before = await offered(phone);
	const thief = await browser.newContext({ baseURL: server.origin, locale: 'en-US' });
	await askPhone(await thief.newPage(), person);
	await expect(phone.page.getByText('Another request waits')).toBeVisible();
	expect(await offered(phone)).toEqual(before);
	await expectAccessible(phone.page);
	await phone.page.getByRole('button', { name: 'Show the next request' }).click();
	await expect.poll(() => offered(phone)).not.toEqual(before);
	await phone.page.getByRole('button', { name: 'Show the next request' }).click();
	await expect.poll(() => offered(phone)).toEqual(before);
	await phone.pick(number);
	await expect(page).toHaveURL(`${server.origin}/`);
	await thief.close();
	await phone.context.close();
});

test('a phone that was removed approves nothing, and says so', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	await phone.open();
	const number = await askPhone(page, person);
	await phone.pick(number);
	await expect(page).toHaveURL(`${server.origin}/`);
	await page.goto('/security#phones');
	await page.getByRole('link', { name: 'My phone' }).click();
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Remove phone' }).click();
	await expect(page).toHaveURL(/\/security/);
	let asked = 0;
	phone.page.on('request', (request) => {
		if (request.url().endsWith('/api/v1/phone/requests')) asked += 1;
	});
	await phone.page.clock.install();
	await phone.open();
	await expect(heading(phone.page, 'This phone is not linked any more')).toBeVisible();
	const before = asked;
	await phone.page.clock.runFor(MINUTE_MS);
	expect(asked).toBe(before);
	await expect(phone.page.getByText('Removed from the account')).toBeVisible();
	await expect(phone.page.getByText('Choose “Link a phone”')).toBeVisible();
	await expect(phone.page.getByText('Scan a picture')).toBeHidden();
	await expectAccessible(phone.page);
	await phone.page.getByRole('button', { name: 'Forget' }).click();
	await expect(heading(phone.page, 'This phone is not linked yet')).toBeVisible();
	await phone.context.close();
});

test('an approval that came to one process is told by another', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withPhone({ page, browser, server });
	const other = await server.second();
	await phone.open();
	// The phone's calls go to the other process.
	await phone.page.route('**/api/v1/phone/**', async (route) => {
		const request = route.request();
		const url = request.url().replace(server.origin, other.origin);
		const headers = { ...(await request.allHeaders()), origin: server.origin };
		await route.fulfill({ response: await route.fetch({ url, headers }) });
	});
	const number = await askPhone(page, person);
	await phone.pick(number);
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
});

test('the phone’s page opens without a network @screens', async ({ page, browser, server }) => {
	const { phone } = await withPhone({ page, browser, server });
	await phone.open();
	await phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	await phone.context.setOffline(true);
	await phone.page.reload();
	await hydrated(phone.page);
	await expect(phone.page.getByText('No connection')).toBeVisible();
	await expectAccessible(phone.page);
	await phone.context.setOffline(false);
	await expect(phone.page.getByText('Nothing to approve')).toBeVisible();
	await phone.context.close();
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('the computer waits by plain forms', async ({ page, browser, server }) => {
		const person = newPerson();
		await apiOf(page.request, server).post('/accounts', person);
		const phone = await newPhone(browser, server);
		await page.goto('/security/phones');
		const url = (await page.getByLabel('Address').textContent()) ?? '';
		await arriveBy(phone, url);
		await page.getByRole('button', { name: 'My phone shows two words' }).click();
		await page.getByRole('button', { name: 'Yes, the same words' }).click();
		await expect(page.getByRole('heading', { name: /is ready/ })).toBeVisible();

		await page.context().clearCookies();
		await page.goto('/sign-in');
		await page.getByLabel('Username or e-mail').fill(person.username);
		await page.getByLabel('Password', { exact: true }).fill(person.password);
		await page.getByRole('button', { name: 'Sign in', exact: true }).click();
		await page.getByRole('button', { name: 'Ask my phone' }).click();
		await page.getByRole('button', { name: 'I have approved' }).click();
		await expect(page.getByText('There is no answer from the phone yet.')).toBeVisible();
		const number = (await page.locator('.approval-number [aria-hidden]').textContent()) ?? '';
		await phone.open();
		await phone.pick(number);
		await expect(heading(phone.page, 'Approved')).toBeVisible();
		await page.getByRole('button', { name: 'I have approved' }).click();
		await expect(page).toHaveURL(`${server.origin}/`);
		await phone.context.close();
	});
});
