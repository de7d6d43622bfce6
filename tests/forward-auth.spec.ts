/** Sites that know nothing of sign-in, behind a real nginx and a real Caddy: examples/forward-auth. */
import type { BrowserContext, Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Person } from './support/api.ts';
import { expect, test as base } from './support/fixtures.ts';
import type { ServerProcess } from './support/server-process.ts';
import {
	callSite,
	openSite,
	PROXIES,
	rulesFor,
	siteAddress,
	type Proxy,
	type SiteAddress
} from './support/site.ts';

type Addresses = Readonly<Record<Proxy, SiteAddress>>;

const test = base.extend<object, { addresses: Addresses; sites: Addresses }>({
	// Pages of other hosts never come to life, and those between them are gone before they do.
	page: async ({ context }, use) => use(await context.newPage()),

	addresses: [
		async ({}, use) => {
			const [nginx, caddy] = [await siteAddress('nginx'), await siteAddress('caddy')];
			await use({ nginx, caddy });
		},
		{ scope: 'worker' }
	],

	environment: [
		async ({ addresses }, use) => {
			await use({
				LATCHKEY_FORWARD_AUTH: JSON.stringify(Object.values(addresses).map(rulesFor)),
				LATCHKEY_TRUSTED_PROXIES: '127.0.0.1'
			});
		},
		{ scope: 'worker' }
	],

	sites: [
		async ({ addresses, workerServer }, use) => {
			const all = Object.values(addresses);
			const opened = await Promise.all(all.map((each) => openSite(each, workerServer.main.origin)));
			await use(addresses);
			await Promise.all(opened.map((close) => close()));
		},
		{ scope: 'worker', timeout: 60_000 }
	]
});

// Each is a journey over two hosts and three programs.
test.describe.configure({ timeout: 120_000 });

interface Place {
	readonly page: Page;
	readonly server: ServerProcess;
}

const regroup = async (server: ServerProcess, { username }: Person, ...change: string[]) => {
	const ran = await server.latchkey(['accounts', 'groups', username, ...change]);
	expect(ran.code, ran.notes).toBe(0);
};

/** Somebody with an account, who is signed in nowhere. */
async function newMember({ page, server }: Place): Promise<Person> {
	const person = newPerson();
	const api = apiOf(page.request, server);
	await api.post('/accounts', person);
	await regroup(server, person, '--add', 'members');
	await page.context().clearCookies();
	return person;
}

async function typePassword(page: Page, person: Person): Promise<void> {
	await page.getByLabel('Username or e-mail').fill(person.username);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Somebody who has come to the site by signing in. */
async function arrived(place: Place, { origin }: SiteAddress, path = '/'): Promise<Person> {
	const person = await newMember(place);
	await place.page.goto(origin + path);
	await expect(place.page.getByRole('main')).toContainText(new URL(origin).host);
	await typePassword(place.page, person);
	await expect(place.page).toHaveURL(origin + path);
	return person;
}

async function cookieOn(context: BrowserContext, { origin }: SiteAddress): Promise<string> {
	const cookies = await context.cookies(origin);
	return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

for (const proxy of PROXIES) {
	test.describe(`behind ${proxy}`, () => {
		test('a visitor signs in and comes back to where they were going, and stays', async ({
			page,
			server,
			sites
		}) => {
			const site = sites[proxy];
			const person = await arrived({ page, server }, site, '/deep/page?a=1&b=2');
			await expect(page.getByRole('heading')).toHaveText(`Hello ${person.username}`);
			await expect(page.getByRole('main')).toContainText('You are in: members');
			await page.goto(`${site.origin}/`);
			await expect(page.getByRole('heading')).toHaveText(`Hello ${person.username}`);
			const activity = await apiOf(page.request, server).get('/activity');
			expect(await activity.json()).toContainEqual(
				expect.objectContaining({
					code: 'site.entered',
					details: { site: `${site.host}:${site.port}` }
				})
			);
		});

		test('who is signed in already goes straight through, also without script', async ({
			browser,
			page,
			server,
			sites
		}) => {
			const site = sites[proxy];
			await arrived({ page, server }, site);
			const context = await browser.newContext({ javaScriptEnabled: false });
			const plain = await context.newPage();
			const person = await newMember({ page: plain, server });
			await plain.goto(site.origin);
			await plain.getByLabel('Username or e-mail').fill(person.username);
			await plain.getByLabel('Password', { exact: true }).fill(person.password);
			await plain.getByRole('button', { name: 'Sign in', exact: true }).click();
			await expect(plain.getByRole('heading')).toHaveText(`Hello ${person.username}`);
			await context.clearCookies({ name: 'latchkey-pass' });
			await plain.goto(`${site.origin}/again`);
			await expect(plain).toHaveURL(`${site.origin}/again`);
			await context.close();
		});

		test('who is not in a group is told so, and is out of one at the next request', async ({
			page,
			server,
			sites
		}) => {
			const site = sites[proxy];
			const person = await arrived({ page, server }, site);
			const refused = await page.goto(`${site.origin}/admin`);
			expect(refused?.status()).toBe(403);
			await expect(page.getByRole('heading')).toHaveText('This is not open to you');
			await expectAccessible(page);

			await page.goto(site.origin);
			await regroup(server, person, '--remove', 'members');
			expect((await page.goto(site.origin))?.status()).toBe(403);
			await regroup(server, person, '--add', 'members');
			expect((await page.goto(site.origin))?.status()).toBe(200);
		});

		test('who is not let in goes on to the same page by another account', async ({
			page,
			server,
			sites
		}) => {
			const site = sites[proxy];
			const member = await newMember({ page, server });
			await apiOf(page.request, server).post('/accounts', newPerson());
			expect((await page.goto(`${site.origin}/again`))?.status()).toBe(403);
			await expectAccessible(page);
			await page.getByRole('button', { name: 'Use another account' }).click();
			await typePassword(page, member);
			await expect(page).toHaveURL(`${site.origin}/again`);
			await expect(page.getByRole('heading')).toHaveText(`Hello ${member.username}`);
		});

		test('what needs a second factor asks for one, and goes on', async ({
			page,
			server,
			sites
		}) => {
			const site = sites[proxy];
			const person = await arrived({ page, server }, site);
			await regroup(server, person, '--add', 'admins');
			expect((await page.goto(`${site.origin}/admin`))?.status()).toBe(403);
			await expect(page.getByRole('main')).toContainText('your account has none');
			await expectAccessible(page);

			const { secret } = await enrolApp(apiOf(page.request, server), server.now());
			await server.advance(60_000);
			await page.context().clearCookies();
			await page.goto(`${site.origin}/admin`);
			await typePassword(page, person);
			await page.getByLabel('Code', { exact: true }).fill(await codeAt(secret, server.now()));
			await expect(page).toHaveURL(`${site.origin}/admin`);
			await expect(page.getByRole('heading')).toHaveText(`Hello ${person.username}`);
		});

		test('a session that has proven too little proves more, and goes on', async ({
			browser,
			page,
			server,
			sites
		}) => {
			const site = sites[proxy];
			const person = await arrived({ page, server }, site);
			await regroup(server, person, '--add', 'admins');
			const elsewhere = await browser.newContext({ baseURL: server.origin });
			const api = apiOf(elsewhere.request, server);
			const { username: identifier, password } = person;
			await api.post('/sign-in/password', { identifier, password });
			const { secret } = await enrolApp(api, server.now());
			await server.advance(60_000);

			await page.goto(`${site.origin}/admin`);
			await expect(page).toHaveURL(/\/verify\/chl_/);
			await page.getByLabel('Code', { exact: true }).fill(await codeAt(secret, server.now()));
			await expect(page).toHaveURL(`${site.origin}/admin`);
			await expect(page.getByRole('heading')).toHaveText(`Hello ${person.username}`);
			await elsewhere.close();
		});

		test('signing out on the site signs out of all, at once', async ({ page, server, sites }) => {
			const site = sites[proxy];
			await arrived({ page, server }, site);
			const cookie = await cookieOn(page.context(), site);
			await page.getByRole('link', { name: 'Sign out' }).click();
			await expectAccessible(page);
			await page.getByRole('button', { name: 'Sign out' }).click();
			await expect(page.getByRole('heading')).toHaveText('You are signed out');
			await expectAccessible(page);
			expect((await apiOf(page.request, server).get('/session')).status()).toBe(401);
			const again = await callSite(site, { headers: { cookie } });
			expect(again.status).toBe(401);
			await page.getByRole('link', { name: 'Sign in' }).click();
			await expect(page).toHaveURL(/\/sign-in\?/);
		});

		test('the session ends, and with it what it opened: at once, in another process too', async ({
			page,
			server,
			sites
		}) => {
			const site = sites[proxy];
			const person = await arrived({ page, server }, site);
			const headers = { cookie: await cookieOn(page.context(), site) };
			expect((await callSite(site, { headers })).status).toBe(200);
			const ran = await server.latchkey(['accounts', 'end-sessions', person.username]);
			expect(ran.code, ran.notes).toBe(0);
			expect((await callSite(site, { headers })).status).toBe(401);
		});

		test('a link with somebody’s code signs nobody else in', async ({
			browser,
			page,
			server,
			sites
		}) => {
			const site = sites[proxy];
			await arrived({ page, server }, site);
			const begun = await callSite(site, { path: '/.latchkey/sign-in?to=/' });
			const sent = await page.request.get(begun.headers.location ?? '', { maxRedirects: 0 });
			const link = sent.headers()['location'] ?? '';
			expect(link).toContain(`${site.origin}/.latchkey/enter?code=`);
			const context = await browser.newContext();
			const victim = await context.newPage();
			const answer = await victim.goto(link);
			expect(answer?.status()).toBe(410);
			await expectAccessible(victim);
			expect(await cookieOn(context, site)).not.toContain('latchkey-pass');
			await context.close();
		});

		test('what a browser claims to be does not come through', async ({ page, server, sites }) => {
			const site = sites[proxy];
			const person = await arrived({ page, server }, site);
			const cookie = await cookieOn(page.context(), site);
			const names = ['User', 'Name', 'Email', 'Groups', 'Aal'];
			const spellings = ['Remote-', 'remote-', 'REMOTE_', 'Remote_'];
			const claims = Object.fromEntries(
				spellings.flatMap((start) => names.map((name) => [start + name, 'admin']))
			);
			const told = async (headers: Record<string, string>, path = '/whoami') => {
				const { status, body } = await callSite(site, { path, headers });
				return { status, ...(status === 200 && (JSON.parse(body) as object)) };
			};
			expect(await told({ ...claims, cookie })).toMatchObject({
				user: person.username,
				groups: ['members'],
				email: '',
				aal: 1
			});
			const { claims: seen } = (await told({ ...claims, cookie })) as { claims?: string[] };
			expect(seen?.filter((name) => name.includes('_'))).toEqual([]);
			expect(await told(claims)).toEqual({ status: 401 });
			const welcome = await callSite(site, { path: '/welcome', headers: claims });
			expect(welcome.body).toContain('Hello, whoever you are');

			// What only the proxy may say is not believed of the browser.
			for (const headers of [
				{ 'x-original-url': `${site.origin}/welcome` },
				{ 'x-forwarded-uri': '/welcome' },
				{ 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
				{ 'x-forwarded-method': 'GET', 'x-original-method': 'GET' }
			])
				expect(await told(headers)).toMatchObject({ status: 401 });
		});

		test('no spelling of a path leads around a rule', async ({ page, server, sites }) => {
			const site = sites[proxy];
			await arrived({ page, server }, site);
			const cookie = await cookieOn(page.context(), site);
			for (const path of [
				'/welcome/../admin',
				'/welcome/%2e%2e/admin',
				'/welcome/..%2fadmin',
				'/welcome/..;/admin',
				'//admin',
				'/./admin',
				'/ADMIN',
				'/%61dmin',
				'/%2561dmin',
				'/admin;x',
				'/admin/',
				'/admin%20',
				'/.latchkey/../admin',
				'/.latchkey/%2e%2e/admin'
			]) {
				const headers = { cookie };
				const { status, body } = await callSite(site, { path, headers });
				expect([path, status >= 400]).toEqual([path, true]);
				expect(body).not.toContain('Hello');
			}
		});

		test('forms and WebSockets of the site go on working', async ({ page, server, sites }) => {
			const site = sites[proxy];
			const person = await arrived({ page, server }, site);
			const cookie = await cookieOn(page.context(), site);
			const body = 'x'.repeat(300_000);
			const posted = await callSite(site, {
				path: '/whoami',
				method: 'POST',
				headers: { cookie },
				body
			});
			expect(JSON.parse(posted.body)).toMatchObject({ user: person.username, body });
			expect((await callSite(site, { path: '/whoami', method: 'POST', body })).status).toBe(401);

			const greeting = await page.evaluate(
				(url) =>
					new Promise((resolve) => {
						const socket = new WebSocket(url);
						socket.onmessage = ({ data }) => resolve(data);
						socket.onerror = () => resolve('refused');
					}),
				`${site.origin.replace('http', 'ws')}/socket`
			);
			expect(greeting).toBe(person.username);
		});
	});
}

test('a pass opens its own site alone, and no page of this service', async ({
	page,
	server,
	sites
}) => {
	await arrived({ page, server }, sites.nginx);
	const cookie = await cookieOn(page.context(), sites.nginx);
	expect(cookie).toContain('latchkey-pass=');
	expect((await callSite(sites.nginx, { headers: { cookie } })).status).toBe(200);
	expect((await callSite(sites.caddy, { headers: { cookie } })).status).toBe(401);
	const session = await fetch(`${server.origin}/api/v1/session`, { headers: { cookie } });
	expect(session.status).toBe(401);
	// Whoever is signed in goes on to the other without a question.
	await page.goto(sites.caddy.origin);
	await expect(page).toHaveURL(`${sites.caddy.origin}/`);
});
