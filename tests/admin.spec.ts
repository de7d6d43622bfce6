/** The admin page, on a server of its own: only one that has no administrator yet names its first administrator. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { expect, hydrated, test as base } from './support/fixtures.ts';
import { createServerProcess, freePort, type ServerProcess } from './support/server-process.ts';
import { openFreshStores } from './support/stores.ts';

/** Beyond the stores that the workers' own servers use. */
const APART = 8;

const test = base.extend<{ fresh: ServerProcess }>({
	fresh: async ({ stores }, use, info) => {
		const folder = await mkdtemp(join(tmpdir(), 'latchkey-admin-'));
		const opened = await openFreshStores(stores, info.parallelIndex + APART);
		const port = await freePort();
		const environment = {
			LATCHKEY_ORIGIN: `http://localhost:${port}`,
			LATCHKEY_SIGN_UP: 'invitation',
			...opened.environment
		};
		const server = createServerProcess({ folder, environment, port });
		await server.start();
		await use(server);
		await server.stop();
		await opened.remove();
		await rm(folder, { recursive: true });
	}
});

function firstInvitation(server: ServerProcess): string {
	const [, invitation = ''] = /sign-up\?invitation=([\w-]+)/.exec(server.logs()) ?? [];
	return invitation;
}

test('the first link makes an administrator, who invites a member', async ({
	browser,
	fresh,
	page
}) => {
	test.slow();
	const invitation = firstInvitation(fresh);
	await apiOf(page.request, fresh).post('/accounts', { ...newPerson(), invitation });
	await page.goto(`${fresh.origin}/`);
	await page.getByRole('link', { name: 'Admin' }).click();
	await expect(page).toHaveURL(`${fresh.origin}/admin`);
	await expect(page.getByRole('heading', { name: 'No invitation is open' })).toBeVisible();
	await expectAccessible(page);

	await page.getByRole('button', { name: 'Make invitation' }).click();
	const link = await page.getByLabel('Invitation link').innerText();
	await expect(page.getByRole('link', { name: 'Withdraw' })).toHaveCount(1);
	await expectAccessible(page);
	await page.goto(`${fresh.origin}/admin`);
	await expect(page.getByLabel('Invitation link')).toHaveCount(0);

	// Who opens an invitation while signed in is told so, and can come back to it signed out.
	await page.goto(link);
	await expect(page.getByRole('main')).toContainText('You are signed in as');
	await expectAccessible(page);
	await page.getByRole('link', { name: 'Go to your account' }).click();
	await expect(page).toHaveURL(`${fresh.origin}/`);

	const context = await browser.newContext();
	const member = await context.newPage();
	const given = new URL(link).searchParams.get('invitation') ?? '';
	const api = apiOf(member.request, fresh);
	const person = newPerson();
	expect((await api.send('POST', '/accounts', person)).ok()).toBe(false);
	await api.post('/accounts', { ...person, invitation: given });
	const refused = await member.goto(`${fresh.origin}/admin`);
	expect(refused?.status()).toBe(403);
	await expectAccessible(member);
	await context.close();

	await page.goto(`${fresh.origin}/admin`);
	await expect(page.getByText(person.email)).toBeVisible();
	await expect(page.getByRole('link', { name: 'Withdraw' })).toHaveCount(0);
});

test('a withdrawn invitation lets nobody in', async ({ browser, fresh, page }) => {
	const invitation = firstInvitation(fresh);
	await apiOf(page.request, fresh).post('/accounts', { ...newPerson(), invitation });
	await page.goto(`${fresh.origin}/admin`);
	await hydrated(page);
	await page.getByRole('radio', { name: 'Admin' }).check();
	await page.getByRole('button', { name: 'Make invitation' }).click();
	const link = await page.getByLabel('Invitation link').innerText();
	await page.getByRole('link', { name: 'Withdraw' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
	await page.getByRole('link', { name: 'Withdraw' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
	await expect(page.getByRole('status').first()).toContainText('is withdrawn');
	await expect(page.getByRole('heading', { name: 'No invitation is open' })).toBeVisible();
	const stranger = await browser.newPage();
	const given = new URL(link).searchParams.get('invitation') ?? '';
	const api = apiOf(stranger.request, fresh);
	const response = await api.send('POST', '/accounts', { ...newPerson(), invitation: given });
	expect(await response.json()).toMatchObject({ code: 'accounts.invitation_invalid' });
	await stranger.close();
});
