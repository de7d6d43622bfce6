/** The admin page, on a server of its own: only one that has no administrator yet names its first administrator. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { APIResponse, Browser, Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson, type Person } from './support/api.ts';
import { expect, hydrated, test as base } from './support/fixtures.ts';
import { createServerProcess, freePort, type ServerProcess } from './support/server-process.ts';
import { openFreshStores } from './support/stores.ts';

/** 50 passwords take a busy machine a while. */
const PATIENCE_MS = 60_000;
/** Beyond the stores that the workers' own servers use. */
const APART = 8;

interface Fresh extends ServerProcess {
	/** Another process on the same stores, which ends with the test. */
	second(): Promise<ServerProcess>;
}

const test = base.extend<{ fresh: Fresh }>({
	fresh: async ({ stores }, use, info) => {
		const folder = await mkdtemp(join(tmpdir(), 'latchkey-admin-'));
		const opened = await openFreshStores(stores, info.parallelIndex + APART);
		const port = await freePort();
		const environment = {
			LATCHKEY_ORIGIN: `http://localhost:${port}`,
			LATCHKEY_SIGN_UP: 'invitation',
			LATCHKEY_THROTTLE_SCALE: '1000',
			...opened.environment
		};
		const server = createServerProcess({ folder, environment, port });
		await server.start();
		const others: ServerProcess[] = [];
		await use({
			...server,
			async second() {
				const other = createServerProcess({ folder, environment, port: await freePort() });
				others.push(other);
				await other.start();
				return other;
			}
		});
		await Promise.all([server, ...others].map((each) => each.stop()));
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

test('an administrator who left is not let back in by their own invitation', async ({
	fresh,
	page,
	playwright
}) => {
	test.slow();
	const boss = apiOf(page.request, fresh);
	await boss.post('/accounts', { ...newPerson(), invitation: firstInvitation(fresh) });
	await page.goto(`${fresh.origin}/admin`);
	const invite = async () => {
		await page.getByRole('radio', { name: 'Admin' }).check();
		await page.getByRole('button', { name: 'Make invitation' }).click();
		const link = await page.getByLabel('Invitation link').innerText();
		return new URL(link).searchParams.get('invitation') ?? '';
	};
	const context = await playwright.request.newContext();
	const successor = apiOf(context, fresh);
	await successor.post('/accounts', { ...newPerson(), invitation: await invite() });
	await page.reload();
	const invitation = await invite();
	expect((await boss.send('DELETE', '/account')).ok()).toBe(true);

	await page.goto(`${fresh.origin}/sign-up?invitation=${invitation}`);
	await expect(page.getByRole('button', { name: 'Create account' })).toHaveCount(0);
	const again = await boss.send('POST', '/accounts', { ...newPerson(), invitation });
	expect(await again.json()).toMatchObject({ code: 'accounts.invitation_invalid' });
	expect((await successor.get('/admin/accounts')).status()).toBe(200);
	await context.dispose();
});

/** The first administrator's browser, and somebody else's. */
async function adminAndMember({
	browser,
	fresh,
	page
}: {
	browser: Browser;
	fresh: ServerProcess;
	page: Page;
}) {
	const invitation = firstInvitation(fresh);
	const boss = newPerson();
	await apiOf(page.request, fresh).post('/accounts', { ...boss, invitation });
	await page.goto(`${fresh.origin}/admin`);
	await page.getByRole('button', { name: 'Make invitation' }).click();
	const link = await page.getByLabel('Invitation link').innerText();
	const given = new URL(link).searchParams.get('invitation') ?? '';
	const context = await browser.newContext();
	const person = newPerson();
	const api = apiOf(context.request, fresh);
	await api.post('/accounts', { ...person, invitation: given });
	const { account } = (await (await api.get('/session')).json()) as { account: string };
	return { boss, context, person: { ...person, account }, api };
}

const signIn = ({ username: identifier, password }: Person) => ({ identifier, password });

test('an administrator puts an account into a group and takes it out again, and its owner sees it', async ({
	browser,
	fresh,
	page
}) => {
	test.slow();
	const { context, person, api } = await adminAndMember({ browser, fresh, page });
	await page.goto(`${fresh.origin}/admin/accounts/${person.account}`);
	await hydrated(page);
	const field = page.getByLabel('Add to a group');
	const add = page.getByRole('button', { name: 'Add', exact: true });
	await field.fill('No Name');
	await add.click();
	await expect(field).toHaveAttribute('aria-invalid', 'true');
	await expect(field).toHaveValue('No Name');
	await expectAccessible(page);

	await field.fill('writers');
	await add.click();
	const leave = page.getByRole('button', { name: 'Remove from writers' });
	await expect(leave).toBeVisible();
	await expectAccessible(page);
	await leave.click();
	await expect(leave).toHaveCount(0);
	const events = (await (await api.get('/activity')).json()) as { code: string }[];
	expect(events.filter(({ code }) => code === 'account.groups_changed')).toHaveLength(2);
	await context.close();
});

test('an administrator finds an account, disables it, and enables it again', async ({
	browser,
	fresh,
	page
}) => {
	test.slow();
	const { boss, context, person, api } = await adminAndMember({ browser, fresh, page });
	await page.goto(`${fresh.origin}/admin`);
	await hydrated(page);
	await page.getByRole('searchbox').fill(person.username.toUpperCase());
	await page.getByRole('button', { name: 'Search' }).click();
	await expect(page.getByRole('link', { name: boss.username })).toHaveCount(0);
	await expectAccessible(page);
	await page.getByRole('link', { name: person.username }).click();
	await expect(page.getByRole('heading', { level: 1 })).toHaveText(person.username);
	await expect(page.getByText('One open')).toBeVisible();
	await expectAccessible(page);

	await page.getByRole('link', { name: 'Disable' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('end at once');
	await dialog.getByRole('button', { name: 'Disable' }).click();
	await expect(page.getByRole('status').first()).toContainText('signed out everywhere');
	expect((await api.get('/session')).status()).toBe(401);
	for (const password of [person.password, 'not the right one']) {
		const refused = await api.send('POST', '/sign-in/password', signIn({ ...person, password }));
		expect(refused.status()).toBe(401);
		expect(await refused.json()).toMatchObject({ code: 'sign_in.not_accepted' });
	}

	// Without script the same is asked on a page.
	await page.goto(`${fresh.origin}/admin/accounts/${person.account}?ask=enable`);
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Enable' }).first().click();
	await expect(page.getByRole('status').first()).toContainText('can sign in again');
	await api.post('/sign-in/password', signIn(person));
	const theirs = await context.newPage();
	await theirs.goto(`${fresh.origin}/activity`);
	await expect(theirs.getByText(`closed by ${boss.username}`)).toBeVisible();
	await context.close();
});

test('an administrator ends the sessions of one account, then of everybody, and stays signed in', async ({
	browser,
	fresh,
	page
}) => {
	test.slow();
	const { context, person, api } = await adminAndMember({ browser, fresh, page });
	await page.goto(`${fresh.origin}/admin/accounts/${person.account}`);
	await hydrated(page);
	await page.getByRole('link', { name: 'End sessions' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'End sessions' }).click();
	await expect(page.getByRole('status').first()).toContainText('One session has ended');
	expect((await api.get('/session')).status()).toBe(401);
	await api.post('/sign-in/password', signIn(person));

	await page.goto(`${fresh.origin}/admin`);
	await hydrated(page);
	await page.getByRole('link', { name: 'End everybody’s sessions' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'End everybody’s sessions' }).click();
	await expect(page.getByRole('status').first()).toContainText('Everybody is signed out');
	expect((await api.get('/session')).status()).toBe(401);
	await context.close();
});

test('the calls for administrators refuse a member, oneself and the last administrator', async ({
	browser,
	fresh,
	page
}) => {
	test.slow();
	const { context, person, api } = await adminAndMember({ browser, fresh, page });
	const mine = apiOf(page.request, fresh);
	const own = (await (await mine.get('/session')).json()) as { account: string };
	const codeOf = async (sent: Promise<APIResponse>) =>
		((await (await sent).json()) as { code?: string }).code;
	for (const path of ['/admin/accounts', `/admin/accounts/${own.account}`])
		expect(await codeOf(api.get(path))).toBe('access.admin_only');
	for (const [method, path] of [
		['POST', `/admin/accounts/${own.account}/disable`],
		['POST', `/admin/accounts/${person.account}/enable`],
		['POST', `/admin/accounts/${person.account}/unlock`],
		['POST', `/admin/accounts/${own.account}/password-demand`],
		['DELETE', `/admin/accounts/${own.account}/sessions`],
		['DELETE', '/admin/sessions']
	] as const)
		expect(await codeOf(api.send(method, path))).toBe('access.admin_only');

	expect(await codeOf(mine.send('POST', `/admin/accounts/${own.account}/disable`))).toBe(
		'administration.oneself'
	);
	expect(await codeOf(mine.send('POST', '/admin/accounts/acc_none/disable'))).toBe(
		'administration.unknown'
	);
	expect(await codeOf(mine.get('/admin/accounts/acc_none'))).toBe('accounts.unknown');
	await page.goto(`${fresh.origin}/admin/accounts/acc_none`);
	await page.getByRole('link', { name: 'Admin' }).click();
	await expect(page).toHaveURL(`${fresh.origin}/admin`);
	const found = await mine.get(`/admin/accounts?search=${person.username}`);
	expect(await found.json()).toMatchObject({ accounts: [{ id: person.account }] });
	const shown = await (await mine.get(`/admin/accounts/${person.account}`)).text();
	expect(JSON.parse(shown)).toMatchObject({ sessions: 1, factors: [{ method: 'passwords' }] });
	expect(shown).not.toMatch(/hash|userHandle/);
	await context.close();
});

test('50 sign-ins over two processes that race with a disabling leave no live session', async ({
	browser,
	fresh,
	page,
	playwright
}) => {
	test.slow();
	const { context, person, api } = await adminAndMember({ browser, fresh, page });
	const other = await fresh.second();
	const storageState = await page.context().storageState();
	const admin = await playwright.request.newContext({ timeout: PATIENCE_MS, storageState });
	const mine = apiOf(admin, fresh);
	const browsers = await Promise.all(
		Array.from({ length: 50 }, async (_, at) => {
			const request = await playwright.request.newContext({ timeout: PATIENCE_MS });
			const to = at % 2 === 0 ? fresh.origin : other.origin;
			return apiOf(request, { origin: fresh.origin, to });
		})
	);
	await Promise.all(
		browsers.map((each, at) =>
			at === 10
				? mine.send('POST', `/admin/accounts/${person.account}/disable`)
				: each.send('POST', '/sign-in/password', signIn(person))
		)
	);
	const checks = await Promise.all([api, ...browsers].map((each) => each.get('/session')));
	expect(new Set(checks.map((check) => check.status()))).toEqual(new Set([401]));
	const shown = await mine.get(`/admin/accounts/${person.account}`);
	expect(await shown.json()).toMatchObject({ status: 'disabled', sessions: 0 });
	await context.close();
});

test('a password that an administrator has demanded again is replaced before anything opens', async ({
	browser,
	fresh,
	page
}) => {
	test.slow();
	const { context, person, api } = await adminAndMember({ browser, fresh, page });
	const demand = `/admin/accounts/${person.account}/password-demand`;
	expect((await apiOf(page.request, fresh).send('POST', demand)).status()).toBe(204);
	expect((await api.get('/session')).status()).toBe(401);
	const theirs = await context.newPage();
	await theirs.goto(`${fresh.origin}/sign-in?next=%2Factivity`);
	await theirs.getByRole('textbox', { name: 'Username' }).fill(person.username);
	await theirs.getByLabel('Password', { exact: true }).fill(person.password);
	await theirs.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(theirs).toHaveURL(/\/new-password\//);
	await expectAccessible(theirs);
	expect((await api.get('/session')).status()).toBe(401);
	await theirs.getByLabel('New password').fill(person.password);
	await theirs.getByRole('button', { name: 'Save and go on' }).click();
	await expect(theirs.getByText('the password that you had')).toBeVisible();
	expect((await api.get('/session')).status()).toBe(401);
	await theirs.getByLabel('New password').fill('green kettles hum at noon');
	await theirs.getByRole('button', { name: 'Save and go on' }).click();
	await expect(theirs).toHaveURL(`${fresh.origin}/activity`);
	await expect(theirs.getByText('Another password was demanded')).toBeVisible();
	await context.close();
});
