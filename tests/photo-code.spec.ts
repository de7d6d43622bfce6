import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { test } from './support/camera.ts';
import { expect, hydrated } from './support/fixtures.ts';
import { newPhone, type Phone, withPhone } from './support/phone.ts';

// Each is a journey over two browsers.
test.describe.configure({ timeout: 120_000 });

const MINUTE_MS = 60_000;

type Person = ReturnType<typeof newPerson>;

/** Their phone has its pages, too, so that it needs no network. */
async function withOpenPhone(...place: Parameters<typeof withPhone>) {
	const known = await withPhone(...place);
	await known.phone.open();
	await known.phone.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
	return known;
}

/** At the computer: the password, and then the picture. */
async function showPicture(page: Page, { username, password }: Person): Promise<void> {
	await page.goto('/sign-in');
	await page.getByLabel('Username or e-mail').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page).toHaveURL(/\/verify\//);
	await page.getByRole('link', { name: /Photo code/ }).click();
	await expect(heading(page, 'Scan the picture')).toBeVisible();
	await hydrated(page);
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const picture = (page: Page) => page.getByRole('img', { name: 'A picture for your linked phone' });
const addressOf = async (page: Page): Promise<string> =>
	(await page.getByRole('link', { name: 'Open on this phone' }).getAttribute('href')) ?? '';

/** On the phone: looks through the camera, as far as what is asked. */
async function scan(phone: Phone): Promise<void> {
	await phone.page.getByRole('link', { name: 'Scan a picture' }).click();
	await expect(heading(phone.page, 'Scan a picture')).toBeVisible();
	await hydrated(phone.page);
	// Allowed already, so that nothing is to be pressed.
	await expect(heading(phone.page, 'Is this you?')).toBeVisible({ timeout: 30_000 });
}

/** On the phone: by a tap, or by its own camera app. */
async function tap(phone: Phone, address: string): Promise<void> {
	await phone.page.goto('/phone');
	await phone.page.goto(address);
	await hydrated(phone.page);
}

/** Confirms, and reads the code off the phone. */
async function codeOn({ page }: Phone): Promise<string> {
	await page.getByRole('button', { name: 'Show the code' }).click();
	await expect(heading(page, 'Type this code')).toBeVisible();
	return (await page.locator('.photo-code [aria-hidden]').allTextContents()).join(' ');
}

async function typeCode(page: Page, code: string): Promise<void> {
	await page.getByLabel('Code', { exact: true }).fill(code);
}

test('a phone without a network reads the picture on the other screen, and its code signs in', async ({
	page,
	browser,
	server,
	camera
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	await phone.context.setOffline(true);
	await phone.page.reload();
	await hydrated(phone.page);
	await showPicture(page, person);
	await expect(picture(page)).toBeVisible();
	await expectAccessible(page);
	await camera.lookAt(page);
	await scan(phone);
	await expect(phone.page.getByText('Sign in to Latchkey')).toBeVisible();
	await expect(phone.page.getByText(person.username)).toBeVisible();
	await expect(phone.page.getByText(server.origin)).toBeVisible();
	await expectAccessible(phone.page);
	// Neither in the address bar nor in what the browser remembers.
	expect(phone.page.url()).toBe(`${server.origin}/phone/code`);
	const code = await codeOn(phone);
	expect(code).toMatch(/^\d{3} \d{3} \d{3}$/);
	await expectAccessible(phone.page);
	await typeCode(page, code);
	await expect(page).toHaveURL(`${server.origin}/`);
	const session = (await (await page.request.get('/api/v1/session')).json()) as object;
	expect(session).toMatchObject({ aal: 2, amr: ['pwd', 'otp', 'swk', 'mfa'] });
	await phone.context.close();
});

test('a picture that was answered is answered no more, on the phone and at the service', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	await showPicture(page, person);
	const address = await addressOf(page);
	await tap(phone, address);
	const code = await codeOn(phone);
	await tap(phone, address);
	await expect(heading(phone.page, 'That picture was used already')).toBeVisible();
	await expectAccessible(phone.page);
	const challenge = page.url();
	await typeCode(page, code);
	await expect(page).toHaveURL(`${server.origin}/`);
	const id = /chl_[\w-]+/.exec(challenge)?.[0] ?? '';
	const given = { method: 'photo-codes', answer: code.replaceAll(' ', '') };
	const again = await apiOf(page.request, server).send('POST', `/challenges/${id}/answer`, given);
	expect(again.status()).toBe(410);
	await page.context().clearCookies();
	await showPicture(page, person);
	await typeCode(page, code);
	await expect(page.getByText(/That code is not right/)).toBeVisible();
	await phone.context.close();
});

test('a code from another purpose is refused, and one of its own steps the session up', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	await showPicture(page, person);
	const forSignIn = await addressOf(page);
	await tap(phone, forSignIn);
	const signInCode = await codeOn(phone);
	await typeCode(page, signInCode);
	await expect(page).toHaveURL(`${server.origin}/`);

	await server.advance(11 * MINUTE_MS);
	await page.goto('/security/password');
	await expect(page).toHaveURL(/\/verify\/chl_/);
	// What this browser used last comes first.
	await expect(picture(page)).toBeVisible();
	await typeCode(page, signInCode);
	await expect(page.getByText(/That code is not right/)).toBeVisible();
	await expectAccessible(page);
	await tap(phone, await addressOf(page));
	// By this phone's clock, the server's is ahead: that is no reason to refuse.
	await expect(phone.page.getByText('Change the password at Latchkey')).toBeVisible();
	await typeCode(page, await codeOn(phone));
	await expect(page).toHaveURL(/\/security\/password/);
	await phone.context.close();
	await server.restart();
});

test('after two minutes a code is refused, and another picture is shown', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	await showPicture(page, person);
	const address = await addressOf(page);
	await tap(phone, address);
	const code = await codeOn(phone);
	await server.advance(2 * MINUTE_MS);
	await typeCode(page, code);
	await expect(page.getByText(/That picture is too old/)).toBeVisible();
	const next = await addressOf(page);
	expect(next).not.toBe(address);
	await tap(phone, next);
	await typeCode(page, await codeOn(phone));
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
	await server.restart();
});

test('three wrong codes use a picture up, and another one is shown', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	await showPicture(page, person);
	const address = await addressOf(page);
	for (const left of ['2 tries left', 'One try left']) {
		await typeCode(page, '000 000 000');
		await expect(page.getByText(new RegExp(left))).toBeVisible();
		expect(await addressOf(page)).toBe(address);
	}
	await typeCode(page, '000 000 000');
	await expect(page.getByText(/the picture has had its tries/)).toBeVisible();
	const next = await addressOf(page);
	expect(next).not.toBe(address);
	await tap(phone, next);
	await typeCode(page, await codeOn(phone));
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
});

test('a phone without fingerprint or PIN shows the code after a tap', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server }, false);
	await showPicture(page, person);
	await tap(phone, await addressOf(page));
	await typeCode(page, await codeOn(phone));
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
});

test('a phone that does not verify its holder shows no code', async ({ page, browser, server }) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	await phone.authenticator?.setUserVerified(false);
	await showPicture(page, person);
	await tap(phone, await addressOf(page));
	await phone.page.getByRole('button', { name: 'Show the code' }).click();
	await expect(phone.page.getByText('did not confirm that it is you')).toBeVisible();
	await phone.authenticator?.setUserVerified(true);
	await typeCode(page, await codeOn(phone));
	await expect(page).toHaveURL(`${server.origin}/`);
	await phone.context.close();
});

test('a text that an application asks for is approved by a phone without a network', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const name = `Kiosk of ${person.username}`;
	const ran = await server.latchkey(['applications', 'add', name, '--json']);
	expect(ran.code, ran.notes).toBe(0);
	const { key } = JSON.parse(ran.out) as { key: string };
	const call = async (path: string, data: object = {}) => {
		const headers = { authorization: `Bearer ${key}` };
		const url = `${server.origin}/api/v1/approvals${path}`;
		const response = await page.request.post(url, { headers, data });
		expect(response.ok(), await response.text()).toBe(true);
		return (await response.json()) as Record<string, string>;
	};
	const text = 'Pay 12.50 € to Café Müller, order 4711?';
	const { id = '' } = await call('', { account: person.username, text });
	const { url = '' } = await call(`/${id}/photo`);
	await phone.context.setOffline(true);
	await tap(phone, url);
	await expect(heading(phone.page, 'Do you approve this?')).toBeVisible();
	await expect(phone.page.getByText(text)).toBeVisible();
	await expect(phone.page.getByText(name, { exact: true })).toBeVisible();
	await expectAccessible(phone.page);
	const code = await codeOn(phone);
	expect(await call(`/${id}/code`, { code: '000000000' })).toEqual({
		verified: false,
		reason: 'wrong_code',
		triesLeft: 2
	});
	expect(await call(`/${id}/code`, { code })).toEqual({ verified: true });
	const headers = { authorization: `Bearer ${key}` };
	const looked = await page.request.get(`${server.origin}/api/v1/approvals/${id}`, { headers });
	expect(await looked.json()).toMatchObject({ status: 'approved' });
	await phone.context.close();
});

test('another account’s picture, another service’s and no picture at all are refused on the phone @screens', async ({
	page,
	browser,
	server
}) => {
	const ada = await withOpenPhone({ page, browser, server });
	const { phone } = await withOpenPhone({ page, browser, server });
	await showPicture(page, ada.person);
	const address = await addressOf(page);
	await tap(phone, address);
	await expect(heading(phone.page, 'That picture is not for this phone')).toBeVisible();
	await tap(phone, '/phone/code#AAAA');
	await expect(heading(phone.page, 'That is no picture of ours')).toBeVisible();
	await expectAccessible(phone.page);
	await Promise.all([ada.phone.context.close(), phone.context.close()]);
});

test('who did not ask is told to do nothing, and a new picture is shown on demand', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	await showPicture(page, person);
	const address = await addressOf(page);
	await tap(phone, address);
	await phone.page.getByRole('button', { name: 'This was not me' }).click();
	await expect(heading(phone.page, 'Then do nothing')).toBeVisible();
	await expectAccessible(phone.page);
	await page.reload();
	expect(await addressOf(page)).toBe(address);
	await page.getByRole('button', { name: 'Show a new picture' }).click();
	await expect.poll(() => addressOf(page)).not.toBe(address);
	await phone.context.close();
});

test('where the camera may not be used, a photo of the picture does @screens', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	await phone.page.addInitScript(() => {
		navigator.mediaDevices.getUserMedia = () =>
			Promise.reject(new DOMException('No.', 'NotAllowedError'));
	});
	await phone.open();
	await phone.page.getByRole('link', { name: 'Scan a picture' }).click();
	await hydrated(phone.page);
	await phone.page.getByRole('button', { name: 'Use the camera' }).click();
	await expect(phone.page.getByText('This page may not use the camera.')).toBeVisible();
	await expectAccessible(phone.page);
	const files = phone.page.getByLabel('No camera here? Choose a photo of the picture.');
	const [name, mimeType] = ['photo.png', 'image/png'];
	await files.setInputFiles({ name, mimeType, buffer: await phone.page.screenshot() });
	await expect(phone.page.getByText('There is no picture of ours in that photo.')).toBeVisible();
	await showPicture(page, person);
	await files.setInputFiles({ name, mimeType, buffer: await picture(page).screenshot() });
	await expect(heading(phone.page, 'Is this you?')).toBeVisible();
	await phone.context.close();
});

test('the camera and WebAssembly are for the page that scans alone @screens', async ({
	request,
	server
}) => {
	const headersOf = async (path: string) => (await request.get(server.origin + path)).headers();
	const scanning = await headersOf('/phone/code');
	expect(scanning['permissions-policy']).toContain('camera=(self)');
	expect(scanning['content-security-policy']).toContain("'wasm-unsafe-eval'");
	expect(scanning['content-security-policy']).not.toContain("'unsafe-eval'");
	for (const path of ['/phone', '/phone/link', '/sign-in']) {
		const other = await headersOf(path);
		expect(other['permissions-policy']).toContain('camera=()');
		expect(other['content-security-policy']).not.toContain('wasm');
	}
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('the computer takes the code by a plain form', async ({ page, browser, server }) => {
		const person = newPerson();
		await apiOf(page.request, server).post('/accounts', person);
		await page.goto('/security/phones');
		const phone = await newPhone(browser, server);
		const link = (await page.getByLabel('Address').textContent()) ?? '';
		await phone.page.goto(link);
		await hydrated(phone.page);
		await phone.page.getByRole('button', { name: 'Link this phone' }).click();
		await expect(heading(phone.page, 'Compare the words')).toBeVisible({ timeout: 20_000 });
		await page.getByRole('button', { name: 'My phone shows two words' }).click();
		await page.getByRole('button', { name: 'Yes, the same words' }).click();
		await expect(page.getByRole('heading', { name: /is ready/ })).toBeVisible();
		await page.context().clearCookies();

		await page.goto('/sign-in');
		await page.getByLabel('Username or e-mail').fill(person.username);
		await page.getByLabel('Password', { exact: true }).fill(person.password);
		await page.getByRole('button', { name: 'Sign in', exact: true }).click();
		await page.getByRole('link', { name: /Photo code/ }).click();
		await tap(phone, await addressOf(page));
		await typeCode(page, await codeOn(phone));
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(page).toHaveURL(`${server.origin}/`);
		await phone.context.close();
	});
});
