/** A linked phone is tested from the security page. */
import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { expect, hydrated, test } from './support/fixtures.ts';
import { linkPhone, newPhone } from './support/phone.ts';

test.describe.configure({ timeout: 120_000 });

const MINUTE_MS = 60_000;

test('a phone is tested from its row, and the answer is shown', async ({
	page,
	browser,
	server
}) => {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	const phone = await newPhone(browser, server);
	await linkPhone(page, phone);
	await phone.open();
	await page.goto('/security');
	await page.getByRole('button', { name: 'Test My phone' }).click();
	await expect(page.getByRole('heading', { name: 'Test “My phone”' })).toBeVisible();
	await hydrated(page);
	await expectAccessible(page);
	const number = (await page.locator('.approval-number [aria-hidden]').textContent()) ?? '';
	await expect(phone.page.getByText('A test by Latchkey: nothing happens')).toBeVisible();
	await expect(phone.page.getByRole('heading', { name: 'A test of this phone' })).toBeVisible();
	await expect(phone.page.getByRole('button', { name: 'I did not begin this test' })).toBeVisible();
	await phone.pick(number);
	await expect(page.getByText('It works')).toBeVisible();
	await expectAccessible(page);

	await phone.page.getByRole('button', { name: 'Back to requests' }).click();
	await page.getByRole('button', { name: 'Ask it again' }).click();
	await phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect(page.getByText('It was declined')).toBeVisible();

	await page.getByRole('button', { name: 'Ask it again' }).click();
	await expect(page.getByText('Waiting for your phone…')).toBeVisible();
	await server.advance(2 * MINUTE_MS);
	await expect(page.getByText('No answer')).toBeVisible();
	await phone.context.close();
	await server.restart();
});
