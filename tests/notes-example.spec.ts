/** The notes site as its README starts it: people sign in at Latchkey, and its groups say what they may. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Person } from './support/api.ts';
import { expect, test as base } from './support/fixtures.ts';
import { freePort, type ServerProcess } from './support/server-process.ts';

// It is built first.
base.describe.configure({ timeout: 180_000 });

interface Site {
	readonly origin: string;
	/** Starts it beside that server, where it does not run yet. */
	open(server: ServerProcess): Promise<void>;
}

const FOLDER = resolve('examples/notes');
/** What building and starting it leaves behind. */
const MADE = /[/\\](build|node_modules|\.svelte-kit)$/;

const test = base.extend<object, { site: Site }>({
	// Its pages do not say when their script has taken over: plain forms do.
	page: async ({ context }, use) => use(await context.newPage()),

	site: [
		async ({}, use) => {
			const port = await freePort();
			const origin = `http://localhost:${port}`;
			let close: (() => Promise<unknown>) | undefined;
			const open = async ({ origin: latchkey }: ServerProcess) => {
				if (close) return;
				const { PATH = '', HOME = '' } = process.env;
				// Each builds its own: another that builds it meanwhile would take its files away.
				const folder = resolve(`test-results/notes-${port}`);
				await cp(FOLDER, folder, { recursive: true, filter: (from) => !MADE.test(from) });
				const child = spawn('npm', ['--prefix', folder, 'start'], {
					env: { PATH, HOME, LATCHKEY_URL: latchkey, ORIGIN: origin, PORT: String(port) },
					stdio: ['ignore', 'ignore', 'inherit'],
					// The site is a child of npm's, and both are to end.
					detached: true
				});
				const { pid } = child;
				close = () => {
					if (pid !== undefined) process.kill(-pid);
					return once(child, 'close');
				};
				await expect
					.poll(
						() =>
							fetch(origin).then(
								({ ok }) => ok,
								() => false
							),
						{ timeout: 120_000 }
					)
					.toBe(true);
			};
			await use({ origin, open });
			await close?.();
		},
		{ scope: 'worker' }
	],

	environment: [
		async ({ site: { origin } }, use) => {
			const notes = {
				id: 'notes',
				name: 'Notes',
				redirectUris: [`${origin}/signed-in`],
				postLogoutRedirectUris: [`${origin}/`],
				backchannelLogoutUri: `${origin}/told`
			};
			await use({ LATCHKEY_CLIENTS: JSON.stringify([notes]) });
		},
		{ scope: 'worker' }
	]
});

/** Somebody in these groups, who is signed in nowhere. */
async function somebody(page: Page, server: ServerProcess, groups: readonly string[] = []) {
	const person = newPerson();
	const api = apiOf(page.request, server);
	await api.post('/accounts', person);
	const { secret } = await enrolApp(api, server.now());
	await page.context().clearCookies();
	const added = groups.flatMap((group) => ['--add', group]);
	if (groups.length > 0) {
		const ran = await server.latchkey(['accounts', 'groups', person.username, ...added]);
		expect(ran.code, ran.notes).toBe(0);
	}
	return { person, secret };
}

interface Known {
	readonly person: Person;
	readonly secret: string;
}

/** From the site to Latchkey and on the way back, with consent where it is asked. */
async function allow(page: Page, { site, server }: Place, { person, secret }: Known) {
	await page.goto(site.origin);
	await page.getByRole('link', { name: 'Sign in' }).click();
	await page.getByLabel('Username or e-mail').fill(person.username);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page).toHaveURL(/\/verify\//);
	await server.advance(60_000);
	await page.getByRole('textbox', { name: 'Code' }).fill(await codeAt(secret, server.now()));
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
}

async function signIn(page: Page, { site, server }: Place, known: Known) {
	await allow(page, { site, server }, known);
	await expect(page).toHaveURL(`${site.origin}/`);
}

interface Place {
	readonly site: Site;
	readonly server: ServerProcess;
}

test('a member votes, and a stranger to the groups only reads', async ({ page, server, site }) => {
	await site.open(server);
	const member = await somebody(page, server, ['members']);
	await signIn(page, { site, server }, member);
	await page.getByLabel('A new note').fill('Water the plants');
	await page.getByRole('button', { name: 'Add it' }).click();
	const vote = page.getByRole('button', { name: 'Vote for “Water the plants”' });
	await vote.click();
	await expect(vote).toHaveAttribute('aria-pressed', 'true');
	await expect(page.getByRole('button', { name: 'Clear all votes' })).toHaveCount(0);
	await expectAccessible(page);

	await page.context().clearCookies();
	await signIn(page, { site, server }, await somebody(page, server));
	await expect(page.getByText('Water the plants')).toBeVisible();
	await expect(page.getByRole('button', { name: /Vote/ })).toHaveCount(0);
	const refused = await page.request.post(`${site.origin}/?/vote`, {
		form: { id: '1' },
		headers: { origin: site.origin }
	});
	expect(refused.status()).toBe(403);
});

test('an administrator clears the votes', async ({ page, server, site }) => {
	await site.open(server);
	await signIn(page, { site, server }, await somebody(page, server, ['members', 'admins']));
	await page.getByLabel('A new note').fill('Buy milk');
	await page.getByRole('button', { name: 'Add it' }).click();
	const vote = page.getByRole('button', { name: 'Vote for “Buy milk”' });
	await vote.click();
	await expect(vote).toHaveText('▲ 1');
	await page.getByRole('button', { name: 'Clear all votes' }).click();
	await expect(vote).toHaveText('▲ 0');
});

test('whoever signs out at Latchkey is signed out on the site', async ({ page, server, site }) => {
	await site.open(server);
	await signIn(page, { site, server }, await somebody(page, server, ['members']));
	await page.goto('/');
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL(/signed-out/);
	await expect
		.poll(async () => {
			await page.goto(site.origin);
			return page.getByRole('link', { name: 'Sign in' }).count();
		})
		.toBe(1);
});

test('whoever signs out on the site is signed out at Latchkey', async ({ page, server, site }) => {
	await site.open(server);
	await signIn(page, { site, server }, await somebody(page, server, ['members']));
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page).toHaveURL(`${site.origin}/`);
	await expect(page.getByRole('link', { name: 'Sign in' })).toBeVisible();
	await page.goto('/security');
	await expect(page).toHaveURL(/sign-in/);
});

test('a page of another site adds no note, and a made-up logout ends nothing', async ({
	page,
	server,
	site
}) => {
	await site.open(server);
	await signIn(page, { site, server }, await somebody(page, server, ['members']));
	const forged = await page.request.post(`${site.origin}/?/add`, {
		form: { text: 'forged' },
		headers: { origin: 'https://evil.example' }
	});
	expect(forged.status()).toBe(403);
	const told = await page.request.post(`${site.origin}/told`, {
		form: { logout_token: 'eyJhbGciOiJub25lIn0.e30.' }
	});
	expect(told.status()).toBe(400);
	await page.goto(site.origin);
	await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
	await expect(page.getByText('forged')).toHaveCount(0);
});

test('an answer to what another browser has asked signs nobody in', async ({
	page,
	server,
	site,
	browser
}) => {
	await site.open(server);
	const member = await somebody(page, server, ['members']);
	// A browser that keeps nothing of its question brings the answer, and leaves the code unspent.
	await page.route(`${site.origin}/sign-in`, async (route) => {
		const asked = await fetch(route.request().url(), { redirect: 'manual' });
		await route.fulfill({
			status: 303,
			headers: { location: asked.headers.get('location') ?? '' }
		});
	});
	const answered = page.waitForRequest(/\/signed-in\?/);
	await allow(page, { site, server }, member);
	const answer = (await answered).url();
	const other = await browser.newContext();
	const victim = await other.newPage();
	const begun = await other.request.get(`${site.origin}/sign-in`, { maxRedirects: 0 });
	expect(begun.status()).toBe(303);
	await victim.goto(answer);
	await expect(victim.getByRole('link', { name: 'Sign in' })).toBeVisible();
	await other.close();
});
