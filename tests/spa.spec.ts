/** The example of a single-page application: a program of its own, and tabs that are signed in and out together. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import type { BrowserContext, Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Person } from './support/api.ts';
import { expect, hydrated, test as base } from './support/fixtures.ts';
import { freePort, type ServerProcess } from './support/server-process.ts';

const MINUTE_MS = 60_000;

interface Notes {
	readonly url: string;
	/** The time goes on in Latchkey, in the API and in the browser: each says when a token or a proof is too old. */
	advance(ms: number): Promise<void>;
}

const test = base.extend<{ notes: Notes }, { port: number }>({
	port: [async ({}, use) => use(await freePort()), { scope: 'worker' }],

	environment: [
		async ({ port }, use) => {
			const clients = [
				{
					id: 'notes-spa',
					name: 'Notes',
					origins: [`http://localhost:${port}`],
					audience: 'http://localhost/notes',
					mustProveKey: true
				}
			];
			await use({ LATCHKEY_CLIENTS: JSON.stringify(clients) });
		},
		{ scope: 'worker' }
	],

	/** The example as its README starts it, told at once of what ends. */
	notes: async ({ server, port, context }, use) => {
		const name = `Notes API of ${newPerson().username}`;
		const ran = await server.latchkey(['applications', 'add', name, '--json']);
		expect(ran.code, ran.notes).toBe(0);
		const { key } = JSON.parse(ran.out) as { key: string };
		const clock = resolve('tests/support/clock.mjs');
		const example = resolve('examples/spa/server.mjs');
		const child = spawn(process.execPath, ['--import', clock, example], {
			env: { LATCHKEY_URL: server.origin, LATCHKEY_KEY: key, PORT: `${port}` },
			stdio: ['ignore', 'pipe', 'inherit', 'ipc']
		});
		let said = '';
		child.stdout?.setEncoding('utf8').on('data', (some: string) => (said += some));
		await expect.poll(() => said).toContain('are open at');
		const follow = async () => {
			const moved = once(child, 'message');
			child.send({ offsetMs: server.now().getTime() - Date.now() });
			await moved;
			await context.clock.setFixedTime(server.now());
		};
		await follow();
		await use({
			url: `http://localhost:${port}`,
			advance: async (ms) => {
				await server.advance(ms);
				await follow();
			}
		});
		child.kill();
	}
});

// Each is a journey over two programs.
test.describe.configure({ timeout: 120_000 });

/** Signed in, and with what the API has answered. */
async function expectNotes(page: Page): Promise<void> {
	await expect(heading(page, 'Your notes')).toBeVisible();
	await expect(page.getByRole('list', { name: 'Notes' })).toHaveAttribute('aria-busy', 'false');
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

async function signIn(page: Page, { url }: Notes, { username, password }: Person): Promise<void> {
	await page.goto(url);
	await page.getByLabel('Username').fill(username);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
}

async function somebody(page: Page, server: ServerProcess) {
	const person = newPerson();
	const api = apiOf(page.request, server);
	await api.post('/accounts', person);
	return { person, api };
}

/** How often any tab has asked for the next pair of tokens. */
function countRefreshes(context: BrowserContext): () => number {
	let count = 0;
	context.on('request', (request) => {
		const isRefresh = request.url().endsWith('/api/v1/tokens/refresh');
		count += Number(isRefresh && request.method() === 'POST');
	});
	return () => count;
}

test('somebody signs in by password and code, and their notes are their own', async ({
	page,
	notes,
	server,
	context
}) => {
	const { person, api } = await somebody(page, server);
	const { secret } = await enrolApp(api, server.now());
	await context.clearCookies();
	await notes.advance(MINUTE_MS);
	await page.goto(notes.url);
	await expect(heading(page, 'Sign in')).toBeVisible();
	await expectAccessible(page);

	await signIn(page, notes, { ...person, password: 'not the right words at all' });
	await expect(page.getByRole('alert').filter({ visible: true })).toContainText(
		'do not go together'
	);
	await signIn(page, notes, person);
	await expect(heading(page, 'Enter a code')).toBeVisible();
	await expectAccessible(page);
	await page.getByLabel('Code').fill(await codeAt(secret, server.now()));
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(heading(page, 'Your notes')).toBeVisible();
	await page.getByLabel('A note').fill('Buy <b>milk</b>');
	await page.getByRole('button', { name: 'Add' }).click();
	await expect(page.getByRole('listitem')).toHaveText(['Buy <b>milk</b>']);
	await expectAccessible(page);

	// Nothing of it outlives the page.
	expect(await context.cookies()).toEqual([]);
	const stored = await page.evaluate(() => localStorage.length + sessionStorage.length);
	expect(stored).toBe(0);
	await page.reload();
	await expect(heading(page, 'Sign in')).toBeVisible();
});

test('two tabs are signed in together, refresh once, and are signed out together', async ({
	page,
	notes,
	server,
	context
}) => {
	const { person } = await somebody(page, server);
	await context.clearCookies();
	await signIn(page, notes, person);
	await expectNotes(page);
	const second = await context.newPage();
	await second.goto(notes.url);
	await expectNotes(second);

	// The access token expires, and both come with it at once.
	const refreshes = countRefreshes(context);
	await notes.advance(16 * MINUTE_MS);
	const tabs = [page, second];
	await Promise.all(
		tabs.map(async (tab, index) => {
			await tab.getByLabel('A note').fill(`of tab ${index}`);
			await tab.getByRole('button', { name: 'Add' }).click();
			await expect(tab.getByRole('listitem').filter({ hasText: `of tab ${index}` })).toBeVisible();
		})
	);
	expect(refreshes()).toBe(1);

	// And after that once more, in the other order.
	await notes.advance(16 * MINUTE_MS);
	await second.getByRole('button', { name: 'Look again' }).click();
	await expect(second.getByRole('listitem')).toHaveCount(2);
	await page.getByRole('button', { name: 'Look again' }).click();
	await expect(page.getByRole('listitem')).toHaveCount(2);
	expect(refreshes()).toBe(2);

	await second.getByRole('button', { name: 'Sign out' }).click();
	await expect(heading(page, 'Sign in')).toBeVisible();
	await expect(heading(second, 'Sign in')).toBeVisible();
});

test('a session that is ended on the account’s pages is over in all tabs at the next call', async ({
	page,
	notes,
	server,
	browser,
	context
}) => {
	const { person } = await somebody(page, server);
	const pages = await browser.newContext({ baseURL: server.origin });
	await apiOf(pages.request, server).post('/sign-in/password', {
		identifier: person.username,
		password: person.password
	});
	await context.clearCookies();
	await signIn(page, notes, person);
	await expectNotes(page);
	const second = await context.newPage();
	await second.goto(notes.url);
	await expectNotes(second);

	const account = await pages.newPage();
	await account.goto('/sessions');
	await hydrated(account);
	await account.getByRole('link', { name: 'End all others' }).click();
	await account.getByRole('dialog').getByRole('button', { name: 'End all others' }).click();
	await expect(account.getByRole('status').first()).toContainText('ended');

	await page.getByRole('button', { name: 'Look again' }).click();
	await expect(heading(page, 'Sign in')).toBeVisible();
	await expect(heading(second, 'Sign in')).toBeVisible();
	await pages.close();
});
