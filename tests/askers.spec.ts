/** Applications that ask on a phone are turned off for good, and find that nobody answers. */
import type { APIRequestContext } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { expect, hydrated, test } from './support/fixtures.ts';
import { withOpenPhone } from './support/phone.ts';
import type { ServerProcess } from './support/server-process.ts';

test.describe.configure({ timeout: 120_000 });

interface Target {
	readonly key: string;
	readonly account: string;
	/** The process that is asked. */
	readonly to: string;
}

async function register(server: ServerProcess, name: string): Promise<string> {
	const ran = await server.latchkey(['applications', 'add', name, '--json']);
	expect(ran.code, ran.notes).toBe(0);
	return (JSON.parse(ran.out) as { key: string }).key;
}

/** As a program asks: by a key, without a browser. */
async function ask(request: APIRequestContext, { key, account, to }: Target): Promise<object> {
	const answer = await request.post(`${to}/api/v1/approvals`, {
		headers: { authorization: `Bearer ${key}` },
		data: { account, text: 'Pay 12.50 € to Café Müller?' }
	});
	expect(answer.status(), await answer.text()).toBe(200);
	return (await answer.json()) as object;
}

test('an application that asked is turned off, in every process, and may ask again', async ({
	page,
	browser,
	server
}) => {
	const name = `Corner Shop ${process.pid} ${Date.now()}`;
	const key = await register(server, name);
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const target = { key, account: person.username, to: server.origin };
	await page.goto('/applications');
	await expect(page.getByText('What asks you on your phone')).toHaveCount(0);

	const asked = await ask(page.request, target);
	const question = phone.page.getByRole('heading', { name: 'Do you approve this?' });
	await expect(question).toBeVisible();
	await phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect(phone.page.getByRole('heading', { name: 'Declined' })).toBeVisible();

	await page.goto('/applications');
	await hydrated(page);
	const row = page.getByRole('main').getByRole('listitem').filter({ hasText: name });
	await expect(row).toContainText('Last answered');
	await expectAccessible(page);
	await row.getByRole('button', { name: `Turn off what ${name} asks` }).click();
	await expect(page.getByRole('status').first()).toContainText(`${name} asks you nothing`);
	await expect(row).toContainText('Turned off');
	await expectAccessible(page);

	const other = await server.second();
	const silent = await ask(page.request, { ...target, to: other.origin });
	expect(Object.keys(silent)).toEqual(Object.keys(asked));
	expect(silent).toMatchObject({ status: 'pending' });
	await phone.open();
	await expect(phone.page.getByText('Nothing to approve')).toBeVisible();

	await row.getByRole('button', { name: `Let ${name} ask again` }).click();
	await expect(page.getByRole('status').first()).toContainText(`${name} may ask you`);
	await ask(page.request, target);
	await phone.open();
	await expect(question).toBeVisible();
	await page.goto('/activity');
	await expect(page.getByText(`You turned off that ${name} asks you`)).toBeVisible();
	await phone.context.close();
});

test('it is turned off without script, and for nobody else', async ({ page, browser, server }) => {
	const name = `Tea House ${process.pid} ${Date.now()}`;
	const key = await register(server, name);
	const ada = await withOpenPhone({ page, browser, server });
	await ask(page.request, { key, account: ada.person.username, to: server.origin });
	await ada.phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect(ada.phone.page.getByRole('heading', { name: 'Declined' })).toBeVisible();
	const { cookies } = await page.context().storageState();

	const plain = await browser.newContext({ baseURL: server.origin, javaScriptEnabled: false });
	await plain.addCookies(cookies);
	const still = await plain.newPage();
	await still.goto('/applications');
	await still.getByRole('button', { name: `Turn off what ${name} asks` }).click();
	await expect(still.getByText(`${name} asks you nothing`)).toBeVisible();
	await plain.close();

	await page.context().clearCookies();
	const eve = await withOpenPhone({ page, browser, server });
	await ask(page.request, { key, account: eve.person.username, to: server.origin });
	await expect(eve.phone.page.getByRole('heading', { name: 'Do you approve this?' })).toBeVisible();
	// What the address names is not said where it is none of this account's.
	await page.goto('/applications?turned-off=client/nobody');
	await expect(page.getByText('asks you nothing')).toHaveCount(0);
	await Promise.all([ada.phone.context.close(), eve.phone.context.close()]);
});
