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
	expect(letter?.text).toContain('Shop');
	expect((await client.tokenIntrospection(config, refresh)).active).toBe(true);
	await disown(browser, server, linkIn(letter));
	expect((await client.tokenIntrospection(config, refresh)).active).toBe(false);
	await expect(client.refreshTokenGrant(config, refresh)).rejects.toMatchObject({
		error: 'invalid_grant'
	});
});
