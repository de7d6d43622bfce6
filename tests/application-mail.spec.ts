/** What applications are allowed beyond a sign-in is told by mail, with the link that ends it. */
import * as client from 'openid-client';
import type { Browser, Page } from 'playwright/test';
import { mergeTests } from 'playwright/test';

import { apiOf, newPerson } from './support/api.ts';
import { codeIn, linkIn, test as withMail, type MailServer } from './support/mail.ts';
import {
	beginSignIn,
	discover,
	expect,
	test as withApplication,
	type Discovered
} from './support/relying-party.ts';

const test = mergeTests(withApplication, withMail);

/** Somebody whose address is proven, and so is told by mail. */
async function somebody(page: Page, { server, mail }: { server: Discovered; mail: MailServer }) {
	const person = newPerson();
	const api = apiOf(page.request, server);
	await api.post('/accounts', person);
	const { id } = await api.post<{ id: string }>('/email');
	const [first] = await mail.to(person.email, 1);
	await api.post(`/email/${id}/answer`, { answer: codeIn(first) });
	return person;
}

/** As who reads the mailbox, and is signed in nowhere. */
async function disown(browser: Browser, { origin }: Discovered, link: string): Promise<void> {
	const context = await browser.newContext({ baseURL: origin });
	const page = await context.newPage();
	await page.goto(link);
	await page.getByRole('button', { name: 'That was not me' }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('They are out');
	await context.close();
}

test('offline access is told, and its link ends it', async ({
	page,
	browser,
	server,
	application,
	mail
}) => {
	test.slow();
	const { email } = await somebody(page, { server, mail });
	const config = await discover(server, 'shop');
	const asked = { scope: 'openid offline_access', prompt: 'consent' };
	const { url, finish } = await beginSignIn(config, application, asked);
	await page.goto(url);
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	const { refresh_token: refresh = '' } = await finish(page.url());
	await apiOf(page.request, server).send('DELETE', '/session');

	const [, letter] = await mail.to(email, 2);
	expect(letter?.subject).toMatch(/^An application may act for your Latchkey account/);
	expect(letter?.text).toContain('Shop');
	expect((await client.tokenIntrospection(config, refresh)).active).toBe(true);
	await disown(browser, server, linkIn(letter));
	expect((await client.tokenIntrospection(config, refresh)).active).toBe(false);
	await expect(client.refreshTokenGrant(config, refresh)).rejects.toMatchObject({
		error: 'invalid_grant'
	});
});

/** Signed in by its code; what it got, and how it polls. */
async function signInDevice(page: Page, server: Discovered) {
	const config = await discover(server, 'tool');
	const device = await client.initiateDeviceAuthorization(config, { scope: 'openid profile' });
	await page.goto(device.verification_uri_complete ?? '');
	await page.getByRole('button', { name: /^(Allow|Erlauben)$/ }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^(Go back to the|Zurück zum) /);
	const { refresh_token: refresh = '' } = await client.genericGrantRequest(
		config,
		'urn:ietf:params:oauth:grant-type:device_code',
		{ device_code: device.device_code }
	);
	return { config, refresh };
}

test('a device that is signed in is told, and the link ends what it got', async ({
	page,
	browser,
	server,
	mail
}) => {
	test.slow();
	const { email } = await somebody(page, { server, mail });
	const { config, refresh } = await signInDevice(page, server);
	const [, letter] = await mail.to(email, 2);
	expect(letter?.subject).toBe('A device was signed in to your Latchkey account');
	expect(letter?.text).toMatch(
		/Tool on another device, which asked from the address (127\.0\.0\.1|::1)/
	);
	const next = await client.refreshTokenGrant(config, refresh);
	await disown(browser, server, linkIn(letter));
	await expect(client.refreshTokenGrant(config, next.refresh_token ?? '')).rejects.toMatchObject({
		error: 'invalid_grant'
	});
});

test('in German, each device anew', async ({ page, server, mail }) => {
	test.slow();
	const { email } = await somebody(page, { server, mail });
	await page.goto('/profile');
	await page.getByRole('radio', { name: 'Deutsch' }).check();
	await page.getByRole('button', { name: 'Change language' }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	await signInDevice(page, server);
	await signInDevice(page, server);
	const [, ...letters] = await mail.to(email, 3);
	for (const { subject, text } of letters) {
		expect(subject).toBe('Ein Gerät wurde an Ihrem Konto bei Latchkey angemeldet');
		expect(text).toContain('die Anwendung Tool auf einem anderen Gerät angemeldet');
	}
});
