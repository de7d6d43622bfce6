/** Codes by mail, from a real mail server, and by text message, through the signed webhook. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson, type Api, type Person } from './support/api.ts';
import { codeIn, expect, test as base, type MailServer } from './support/mail.ts';

const SECRET = 'a-secret-of-the-tests-for-the-webhook-only';
const NUMBER = '+41 79 123 45 67';

interface Text {
	readonly to: string;
	readonly text: string;
	readonly isSigned: boolean;
}

interface Texts {
	readonly url: string;
	/** The code of the last message, once so many have come. */
	code(count: number): Promise<string>;
	all(): readonly Text[];
}

async function openWebhook() {
	const received: Text[] = [];
	const server = createServer((request, response) => {
		text(request)
			.then((body) => {
				const [, at = '', given = ''] =
					/^t=(\d+),v1=([0-9a-f]+)$/.exec(String(request.headers['latchkey-signature'])) ?? [];
				const own = createHmac('sha256', SECRET).update(`${at}.${body}`).digest('hex');
				received.push({ ...(JSON.parse(body) as Text), isSigned: own === given });
				response.writeHead(204).end();
			})
			.catch(() => response.writeHead(500).end());
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const texts: Texts = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/send`,
		all: () => received,
		async code(count) {
			await expect.poll(() => received.length, { timeout: 10_000 }).toBe(count);
			return /#(\d{6})$/.exec(received.at(-1)?.text ?? '')?.[1] ?? '';
		}
	};
	return { texts, close: () => server.close() };
}

const test = base.extend<object, { texts: Texts }>({
	texts: [
		async ({}, use) => {
			const { texts, close } = await openWebhook();
			await use(texts);
			close();
		},
		{ scope: 'worker' }
	],

	environment: [
		async ({ mail, texts }, use) =>
			use({
				SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
				LATCHKEY_MAIL_FROM: 'Latchkey <no-reply@example.org>',
				LATCHKEY_METHODS: 'totp,text-codes,mail-codes',
				LATCHKEY_TEXT_GATEWAY: 'webhook',
				LATCHKEY_TEXT_WEBHOOK_URL: texts.url,
				LATCHKEY_TEXT_WEBHOOK_SECRET: SECRET,
				LATCHKEY_TEXT_COUNTRIES: '+41'
			}),
		{ scope: 'worker' }
	]
});

/** Somebody whose address is proven: one mail has come. */
async function provenPerson(api: Api, mail: MailServer): Promise<Person> {
	const person = newPerson();
	await api.post('/accounts', person);
	const { id } = await api.post<{ id: string }>('/email');
	const [letter] = await mail.to(person.email, 1);
	await api.post(`/email/${id}/answer`, { answer: codeIn(letter) });
	return person;
}

/** Somebody with codes by text message, and how many have been sent by then. */
async function textedPerson(api: Api, texts: Texts): Promise<Person & { sent: number }> {
	const person = newPerson();
	await api.post('/accounts', person);
	const sent = texts.all().length + 1;
	const given = { method: 'text-codes', given: NUMBER };
	const { id } = await api.post<{ id: string }>('/enrolments', given);
	await api.post(`/enrolments/${id}/answer`, { answer: await texts.code(sent) });
	return { ...person, sent };
}

async function signIn(page: Page, { username, password }: Person): Promise<void> {
	await page.context().clearCookies();
	await page.goto('/sign-in');
	await page.getByLabel('Username or e-mail').fill(username);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page).toHaveURL(/\/verify\//);
}

/** The code of the last mail, once so many have brought one. */
async function mailed(mail: MailServer, { email }: Person, count: number): Promise<string> {
	const codes = async () => (await mail.sent(email)).map(codeIn).filter(Boolean);
	await expect.poll(async () => (await codes()).length, { timeout: 10_000 }).toBe(count);
	return (await codes()).at(-1) ?? '';
}

test('codes by mail are turned on, and complete a sign-in', async ({ page, server, mail }) => {
	test.slow();
	const person = await provenPerson(apiOf(page.request, server), mail);
	await page.goto('/security');
	await page.getByRole('link', { name: 'Turn on' }).click();
	await page.getByRole('button', { name: 'Send code' }).click();
	await expect(page.getByText(`We sent a code to ${person.email}`)).toBeVisible();
	await page.getByRole('textbox', { name: 'Code' }).fill(await mailed(mail, person, 2));
	await expect(page.getByRole('heading', { level: 1 })).toContainText('is ready');
	await expect(page.getByRole('button', { name: 'Copy' })).toBeVisible();

	await signIn(page, person);
	const field = page.getByRole('textbox', { name: 'Code' });
	await expect(field).toHaveCount(0);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await expect(page.getByText('We sent a code to p•••@example.org')).toBeVisible();
	await expect(field).toHaveAttribute('autocomplete', 'one-time-code');
	await field.fill(await mailed(mail, person, 3));
	await expect(page.getByRole('heading', { level: 1 })).toContainText(person.username);
	const session = (await (await page.request.get('/api/v1/session')).json()) as { aal: number };
	expect(session.aal).toBe(1);
});

test('a number is proven, and its codes complete a sign-in; what the webhook gets is signed', async ({
	page,
	server,
	texts
}) => {
	test.slow();
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const before = texts.all().length;
	await page.goto('/security/text-codes');
	for (const [typed, told] of [
		['079 123 45 67', 'Begin with the country'],
		['+1 212 555 0100', 'no text messages to that country']
	] as const) {
		await page.getByLabel('Phone number').fill(typed);
		await page.getByRole('button', { name: 'Send code' }).click();
		await expect(page.getByText(told)).toBeVisible();
	}
	await page.getByLabel('Phone number').fill(NUMBER);
	await page.getByRole('button', { name: 'Send code' }).click();
	// Who has typed it sees all of it.
	await expect(page.getByText(`We sent a code to ${NUMBER}`)).toBeVisible();
	await page.getByRole('link', { name: 'Another number' }).click();
	await expect(page.getByLabel('Phone number')).toHaveValue('');
	await page.goBack();
	await page.getByRole('textbox', { name: 'Code' }).fill(await texts.code(before + 1));
	await expect(page.getByRole('heading', { level: 1 })).toContainText('is ready');
	await page.goto('/security');
	await expect(page.getByRole('main')).toContainText('+41 ••• 67');

	await signIn(page, person);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await page.getByRole('textbox', { name: 'Code' }).fill(await texts.code(before + 2));
	await expect(page.getByRole('heading', { level: 1 })).toContainText(person.username);
	const session = (await (await page.request.get('/api/v1/session')).json()) as object;
	expect(session).toMatchObject({ aal: 2, amr: ['pwd', 'sms', 'mfa'] });
	expect(texts.all().slice(before)).toMatchObject([
		{ to: '+41791234567', isSigned: true },
		{ to: '+41791234567', isSigned: true }
	]);
});

test('the pages of codes are accessible', async ({ page, server, texts }) => {
	test.slow();
	const { sent, ...person } = await textedPerson(apiOf(page.request, server), texts);
	for (const path of ['/security', '/security/mail-codes']) {
		await page.goto(path);
		await expectAccessible(page);
	}
	await signIn(page, person);
	await expectAccessible(page);
	await page.getByRole('button', { name: 'Send me a code' }).click();
	await texts.code(sent + 1);
	await expect(page.getByText('We sent a code to')).toBeVisible();
	await expectAccessible(page);
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('a code is asked for, asked for again, and typed', async ({ page, server, texts }) => {
		const { sent, ...person } = await textedPerson(apiOf(page.request, server), texts);
		await signIn(page, person);
		await page.getByRole('button', { name: 'Send me a code' }).click();
		await texts.code(sent + 1);
		await page.getByRole('button', { name: 'Send another code' }).click();
		await page.getByRole('textbox', { name: 'Code' }).fill(await texts.code(sent + 2));
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(page.getByRole('heading', { level: 1 })).toContainText(person.username);
	});
});

test('two processes judge a code three times together', async ({ request, server, texts }) => {
	const api = apiOf(request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const before = texts.all().length;
	const begun = await api.post<{ id: string }>('/enrolments', {
		method: 'text-codes',
		given: NUMBER
	});
	const other = await server.second();
	const elsewhere = apiOf(request, { origin: server.origin, to: other.origin });
	const right = await texts.code(before + 1);
	const wrong = right === '000000' ? '000001' : '000000';
	const answers = await Promise.all(
		Array.from({ length: 10 }, (_, at) =>
			(at % 2 === 0 ? api : elsewhere).send('POST', `/enrolments/${begun.id}/answer`, {
				answer: wrong
			})
		)
	);
	const told = await Promise.all(
		answers.map(async (each) => ((await each.json()) as { reason?: string }).reason)
	);
	expect(told.filter((reason) => reason === 'wrong_code' || reason === 'code_spent')).toHaveLength(
		3
	);
});
