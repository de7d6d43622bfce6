/** A payment in the example shop, approved on a phone: the shop is a program of its own, with a key. */
import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { expect, hydrated, test } from './support/fixtures.ts';
import { linkPhone, newPhone, withOpenPhone, type Phone } from './support/phone.ts';
import { freePort, type ServerProcess } from './support/server-process.ts';

// Each is a journey over two browsers and two programs.
test.describe.configure({ timeout: 120_000 });

const MINUTE_MS = 60_000;
let count = 0;

interface Registered {
	readonly id: string;
	readonly name: string;
	readonly key: string;
	readonly webhookSecret?: string;
}

async function register(server: ServerProcess, webhook?: string): Promise<Registered> {
	count += 1;
	const name = `Corner Shop ${count} of ${process.pid}`;
	const told = webhook === undefined ? [] : ['--webhook', webhook];
	const ran = await server.latchkey(['applications', 'add', name, '--json', ...told]);
	expect(ran.code, ran.notes).toBe(0);
	return { ...(JSON.parse(ran.out) as Registered), name };
}

/** The example as its README starts it. */
async function openShop(server: ServerProcess, { isTold = false } = {}) {
	const port = await freePort();
	const url = `http://localhost:${port}`;
	const registered = await register(server, isTold ? `http://127.0.0.1:${port}/told` : undefined);
	const { key, webhookSecret = '' } = registered;
	const child = spawn(process.execPath, [resolve('examples/payment/server.mjs')], {
		env: {
			LATCHKEY_URL: server.origin,
			LATCHKEY_KEY: key,
			LATCHKEY_WEBHOOK_SECRET: webhookSecret,
			PORT: `${port}`
		},
		stdio: ['ignore', 'pipe', 'inherit']
	});
	let said = '';
	child.stdout.setEncoding('utf8').on('data', (some: string) => (said += some));
	await expect.poll(() => said).toContain('is open at');
	return { ...registered, url, said: () => said, close: () => child.kill() };
}

/** In the shop: an amount, and the number that it shows. */
async function pay(page: Page, url: string, username: string): Promise<string> {
	await page.goto(url);
	await page.getByLabel('Username').fill(username);
	await page.getByRole('button', { name: 'Pay' }).click();
	await expect(page.getByRole('heading', { name: 'Approve on your phone' })).toBeVisible();
	const shown = (await page.locator('.number').textContent()) ?? '';
	return /\d\d/.exec(shown)?.[0] ?? '';
}

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });
const asked = (phone: Phone) => heading(phone.page, 'Do you approve this?');

test('a payment is approved on the phone, with a receipt that proves itself', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const shop = await openShop(server);
	await page.goto(shop.url);
	await expectAccessible(page);
	const number = await pay(page, shop.url, person.username);
	await expectAccessible(page);
	await expect(asked(phone)).toBeVisible();
	await expect(
		phone.page.getByText(/^Pay 12\.50 € to Café Müller, order [0-9a-f]{8}\?$/)
	).toBeVisible();
	await expect(phone.page.getByText(shop.name, { exact: true })).toBeVisible();
	await expectAccessible(phone.page);
	await phone.pick(number);
	await expect(heading(phone.page, 'Approved')).toBeVisible();
	await expect(heading(page, 'Payment approved')).toBeVisible();
	await expectAccessible(page);

	const receipt = await (await page.request.get(`${page.url()}/receipt.json`)).text();
	const file = join(server.folder, 'payment.json');
	await writeFile(file, receipt);
	const proven = await server.latchkey(['receipt', 'verify', file]);
	expect(proven.code, proven.notes).toBe(0);
	expect(proven.out).toContain('"Pay 12.50 € to Café Müller, order ');
	expect(proven.out).toContain(JSON.stringify(shop.name));
	await writeFile(file, receipt.replace('Pay 12.50', 'Pay 92.50'));
	expect((await server.latchkey(['receipt', 'verify', file])).code).toBe(1);

	await page.goto('/activity');
	await expect(page.getByText(`for ${shop.name}: Pay 12.50 €`)).toBeVisible();
	shop.close();
	await phone.context.close();
});

test('a payment that is declined, by the button or by a wrong number, is not made', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const shop = await openShop(server);
	await pay(page, shop.url, person.username);
	await expect(asked(phone)).toBeVisible();
	await phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect(phone.page.getByText('Nothing was approved.')).toBeVisible();
	await expect(heading(page, 'Payment declined')).toBeVisible();
	await expectAccessible(page);

	await phone.page.getByRole('button', { name: 'Back to requests' }).click();
	const number = await pay(page, shop.url, person.username);
	await expect(asked(phone)).toBeVisible();
	const all = await phone.page.locator('.numbers button').allInnerTexts();
	await phone.pick(all.map((each) => each.trim()).find((each) => each !== number) ?? '');
	await expect(heading(phone.page, 'That was another number')).toBeVisible();
	await expect(heading(page, 'Payment declined')).toBeVisible();
	shop.close();
	await phone.context.close();
});

test('a payment that nobody answers, or that is cancelled, is not made', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const shop = await openShop(server);
	await pay(page, shop.url, person.username);
	await expect(asked(phone)).toBeVisible();
	await page.getByRole('button', { name: 'Cancel' }).click();
	await expect(heading(page, 'Payment cancelled')).toBeVisible();
	await expect(heading(phone.page, 'Too late')).toBeVisible();

	await phone.page.getByRole('button', { name: 'Back to requests' }).click();
	await pay(page, shop.url, person.username);
	await expect(asked(phone)).toBeVisible();
	await server.advance(2 * MINUTE_MS);
	await expect(heading(page, 'Nobody answered')).toBeVisible();
	await expect(heading(phone.page, 'Too late')).toBeVisible();
	shop.close();
	await phone.context.close();
	await server.restart();
});

test('“this was not me” stops the shop, and ends no session', async ({ page, browser, server }) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const shop = await openShop(server);
	await pay(page, shop.url, person.username);
	await expect(asked(phone)).toBeVisible();
	await phone.page.getByRole('button', { name: 'This was not me' }).click();
	await expect(heading(phone.page, 'Stopped')).toBeVisible();
	await expect(phone.page.getByText('can ask you nothing for a day')).toBeVisible();
	await expectAccessible(phone.page);
	await expect(heading(page, 'Payment stopped')).toBeVisible();

	await page.goto(shop.url);
	await page.getByLabel('Username').fill(person.username);
	await page.getByRole('button', { name: 'Pay' }).click();
	await expect(page.getByRole('alert')).toContainText('You have stopped payments from here.');
	await page.goto('/activity');
	await expect(page.getByText(`to what ${shop.name} asked`)).toBeVisible();
	shop.close();
	await phone.context.close();
});

test('a shop asks about somebody who is not there, and learns no more than that nobody answered', async ({
	page,
	server
}) => {
	const shop = await openShop(server);
	await pay(page, shop.url, newPerson().username);
	await server.advance(2 * MINUTE_MS);
	await expect(heading(page, 'Nobody answered')).toBeVisible();
	shop.close();
	await server.restart();
});

test('the shop takes nothing from a page of another site, nor a body without an end', async ({
	server
}) => {
	const shop = await openShop(server);
	const send = async (headers: Record<string, string>, body = 'amount=no') =>
		(await fetch(`${shop.url}/pay`, { method: 'POST', headers, body })).status;
	// What is wrong with the amount is what the shop itself says.
	expect(await send({ origin: shop.url })).toBe(400);
	expect(await send({})).toBe(400);
	expect(await send({ origin: 'https://evil.example' })).toBe(403);
	expect(await send({ origin: 'null' })).toBe(403);
	expect(await send({ origin: shop.url, 'sec-fetch-site': 'cross-site' })).toBe(403);
	expect(await send({ origin: shop.url }, 'x'.repeat(64 * 1024))).toBe(413);
	shop.close();
});

test('the shop is told by its webhook, signed, whichever process the phone answers to', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const other = await server.second();
	await phone.page.route('**/api/v1/phone/**', async (route) => {
		const request = route.request();
		const url = request.url().replace(server.origin, other.origin);
		const headers = { ...(await request.allHeaders()), origin: server.origin };
		await route.fulfill({ response: await route.fetch({ url, headers }) });
	});
	const shop = await openShop(server, { isTold: true });
	const number = await pay(page, shop.url, person.username);
	// Nothing but the webhook tells the shop.
	const order = page.url();
	await page.goto('about:blank');
	await phone.pick(number);
	await expect(heading(phone.page, 'Approved')).toBeVisible();
	await expect.poll(shop.said).toContain('Told of apr_');
	await page.goto(order);
	await expect(page.getByText('Latchkey told the shop by its webhook.')).toBeVisible();
	shop.close();
	await phone.context.close();
});

test('what a webhook says is id and status, under its secret; what is not taken comes again, after a restart', async ({
	page,
	browser,
	server
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const heard: { body: string; signature: string }[] = [];
	const listener = createServer((request: IncomingMessage, response) => {
		void text(request).then((body) => {
			heard.push({ body, signature: String(request.headers['latchkey-signature']) });
			response.writeHead(heard.length === 1 ? 503 : 204).end();
		});
	}).listen(0, '127.0.0.1');
	await once(listener, 'listening');
	const { port } = listener.address() as AddressInfo;
	const { key, webhookSecret = '' } = await register(server, `http://127.0.0.1:${port}/told`);
	const response = await page.request.post('/api/v1/approvals', {
		headers: { authorization: `Bearer ${key}` },
		data: { account: person.username, text: 'Pay 1 €' }
	});
	expect(response.status(), await response.text()).toBe(200);
	const { id } = (await response.json()) as { id: string };
	await expect(asked(phone)).toBeVisible();
	await phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect.poll(() => heard.length).toBe(1);
	await server.restart();
	await server.advance(11_000);
	await expect.poll(() => heard.length, { timeout: 15_000 }).toBe(2);
	for (const { body, signature } of heard) {
		expect(JSON.parse(body)).toEqual({ id, status: 'declined' });
		const [, at = '', given] = /^t=(\d+),v1=(\w+)$/.exec(signature) ?? [];
		const right = createHmac('sha256', webhookSecret).update(`${at}.${body}`).digest('hex');
		expect(given).toBe(right);
	}
	listener.close();
	await phone.context.close();
	await server.restart();
});

test('an application is registered, listed, closed and opened by commands', async ({
	page,
	server
}) => {
	const { id, name, key } = await register(server);
	const ask = async (with_ = key) =>
		(
			await page.request.get('/api/v1/approvals/apr_nothing', {
				headers: { authorization: `Bearer ${with_}` }
			})
		).status();
	const run = async (...words: string[]) => {
		const ran = await server.latchkey(['applications', ...words]);
		expect(ran.code, ran.notes).toBe(0);
		return ran.out;
	};
	expect(await ask()).toBe(404);
	const listed = await run('list', '--json');
	expect(JSON.parse(listed)).toContainEqual(
		expect.objectContaining({ id, name, status: 'active' })
	);
	expect(listed).not.toContain(key);
	expect(await run('list')).toContain(id);

	await run('disable', name);
	expect(await ask()).toBe(401);
	await run('enable', id);
	expect(await ask()).toBe(404);
	const { key: next } = JSON.parse(await run('rotate-key', name, '--json')) as { key: string };
	expect([await ask(), await ask(next)]).toEqual([401, 404]);
	expect(await run('webhook', name, '--url', 'http://localhost:9/told')).toMatch(/[\w-]{43}/);
	await run('webhook', name);

	for (const [words, said] of [
		[['add', name.toUpperCase()], 'Another application'],
		[['add', 'Shop\u202e'], 'one visible line'],
		[['add', `${name} too`, '--webhook', 'http://shop.example/'], 'https address'],
		[['disable', 'nobody at all'], 'applications list']
	] as const) {
		const ran = await server.latchkey(['applications', ...words]);
		expect(ran).toMatchObject({ code: 1, out: '' });
		expect(ran.notes).toContain(said);
	}
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('the shop looks by itself', async ({ page, browser, server }) => {
		const person = newPerson();
		await apiOf(page.request, server).post('/accounts', person);
		const context = await browser.newContext({ javaScriptEnabled: true, baseURL: server.origin });
		const desk = await context.newPage();
		await apiOf(context.request, server).post('/sign-in/password', {
			identifier: person.username,
			password: person.password
		});
		const phone = await newPhone(browser, server);
		await linkPhone(desk, phone);
		await phone.open();
		await hydrated(phone.page);
		const shop = await openShop(server);
		const number = await pay(page, shop.url, person.username);
		await phone.pick(number);
		await expect(heading(page, 'Payment approved')).toBeVisible({ timeout: 15_000 });
		shop.close();
		await Promise.all([phone.context.close(), context.close()]);
	});
});
