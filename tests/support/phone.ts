/** A phone: another browser, with an authenticator of its own, on the phone's page. */
import { expect, type Browser, type BrowserContext, type Page } from 'playwright/test';

import { apiOf, newPerson } from './api.ts';
import { addAuthenticator, type VirtualAuthenticator } from './authenticator.ts';
import { hydrated } from './fixtures.ts';

export interface Phone {
	readonly context: BrowserContext;
	readonly page: Page;
	readonly authenticator: VirtualAuthenticator | undefined;
	/** Opens what the phone is asked. */
	open(): Promise<void>;
	pick(number: string): Promise<void>;
}

interface PhoneOptions {
	readonly origin: string;
	readonly verifiesHolder?: boolean;
}

export async function newPhone(
	browser: Browser,
	{ origin, verifiesHolder = true }: PhoneOptions
): Promise<Phone> {
	const context = await browser.newContext({
		javaScriptEnabled: true,
		viewport: { width: 360, height: 740 },
		locale: 'en-US',
		baseURL: origin
	});
	const page = await context.newPage();
	const authenticator = verifiesHolder ? await addAuthenticator(page) : undefined;
	return {
		context,
		page,
		authenticator,
		async open() {
			await page.goto('/phone');
			await hydrated(page);
		},
		pick: (number) => page.getByRole('button', { name: number, exact: true }).click()
	};
}

/** On the computer: shows the picture. Answers with its address. */
export async function showLink(page: Page): Promise<string> {
	await page.goto('/security/phones');
	await hydrated(page);
	return (await page.getByLabel('Address').textContent()) ?? '';
}

/** The phone comes by the link, as far as the words. */
export async function arriveBy(phone: Phone, url: string, name = 'My phone'): Promise<string> {
	await phone.page.goto(url);
	await hydrated(phone.page);
	await phone.page.getByLabel('Name of this phone').fill(name);
	await phone.page.getByRole('button', { name: 'Link this phone' }).click();
	const compare = phone.page.getByRole('heading', { name: 'Compare the words' });
	await expect(compare).toBeVisible({ timeout: 20_000 });
	const words = await phone.page.locator('.words li').allInnerTexts();
	return words.join('');
}

/** Links the phone to the account that is signed in on the computer. */
export async function linkPhone(page: Page, phone: Phone, name?: string): Promise<void> {
	const words = await arriveBy(phone, await showLink(page), name);
	await expect(page.getByRole('list', { name: 'The words' })).toHaveText(words);
	await page.getByRole('button', { name: 'Yes, the same words' }).click();
	await expect(page.getByRole('heading', { name: /is ready/ })).toBeVisible();
	await expect(phone.page.getByRole('heading', { name: 'This phone is linked' })).toBeVisible();
}

interface Place {
	readonly page: Page;
	readonly browser: Browser;
	readonly server: { readonly origin: string };
}

/** Somebody with a password and a linked phone, signed out at the computer. */
export async function withPhone({ page, browser, server }: Place, verifiesHolder = true) {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const phone = await newPhone(browser, { origin: server.origin, verifiesHolder });
	await linkPhone(page, phone);
	await page.context().clearCookies();
	return { person, phone };
}

/** Somebody who is signed in at the computer, with a linked phone, which is open. */
export async function withOpenPhone({ page, browser, server }: Place) {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const phone = await newPhone(browser, server);
	await linkPhone(page, phone);
	await phone.open();
	return { person, phone };
}
