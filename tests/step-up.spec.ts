import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

const MINUTE_MS = 60_000;

type Server = Parameters<typeof apiOf>[1] & { now(): Date; advance(ms: number): Promise<void> };

interface Challenge {
	readonly id: string;
	readonly methods: readonly string[];
}

test.afterEach(async ({ server }) => server.restart());

test('a sensitive action asks for a proof younger than ten minutes and names the challenge', async ({
	request,
	server
}) => {
	const api = apiOf(request, server);
	await api.post('/accounts', newPerson());
	const { secret } = await enrolApp(api, server.now());
	expect((await api.send('POST', '/recovery-codes')).status()).toBe(200);
	const before = await request.storageState();

	await server.advance(11 * MINUTE_MS);
	const refused = await api.send('POST', '/recovery-codes');
	expect(refused.status()).toBe(401);
	const problem = (await refused.json()) as {
		code: string;
		challenge: { id: string; methods: string[] };
	};
	expect(problem.code).toBe('step-up-required');
	expect(problem.challenge.methods).toEqual(['totp', 'recovery-codes']);

	const answer = await codeAt(secret, server.now());
	const given = { method: 'totp', answer };
	expect(await api.post(`/challenges/${problem.challenge.id}/answer`, given)).toMatchObject({
		verified: true,
		session: { aal: 2 }
	});
	expect((await api.send('POST', '/recovery-codes')).status()).toBe(200);
	// The step-up gave the browser a new secret: the one from before is void.
	expect(await request.storageState()).not.toEqual(before);
	const old = before.cookies.find(({ name }) => name === 'latchkey')?.value ?? '';
	const replay = await request.get('/api/v1/session', { headers: { cookie: `latchkey=${old}` } });
	expect(replay.status()).toBe(401);
});

test('a page steps up and returns to what the person was doing', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	await server.advance(11 * MINUTE_MS);
	await page.goto('/security/password');
	await expect(page).toHaveURL(/\/verify\/chl_/);
	await expect(page.getByRole('main')).toContainText(person.username);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page).toHaveURL(/\/security\/password$/);
});

test('a step-up can be left, and what is over is not shown again', async ({ page, server }) => {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	await server.advance(11 * MINUTE_MS);
	await page.goto('/security/password');
	await page.getByRole('link', { name: 'Cancel' }).click();
	await expect(page).toHaveURL(`${server.origin}/security`);

	await page.goto('/security/password');
	const asked = page.url();
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(page).toHaveURL(/\/security\/password$/);
	await page.goto(asked);
	await expect(page).toHaveURL(/\/security\/password$/);
});

test('an idle session ends after an hour, a lasting one does not', async ({
	playwright,
	request,
	server
}) => {
	const person = newPerson();
	const api = apiOf(request, server);
	await api.post('/accounts', person);
	const context = await playwright.request.newContext();
	const lasting = apiOf(context, server);
	const { username: identifier, password } = person;
	await lasting.post('/sign-in/password', { identifier, password, staySignedIn: true });

	await server.advance(61 * MINUTE_MS);
	expect((await api.get('/session')).status()).toBe(401);
	expect((await lasting.get('/session')).status()).toBe(200);
	await server.advance(15 * 24 * 60 * MINUTE_MS);
	expect((await lasting.get('/session')).status()).toBe(401);
	await context.dispose();
});

/** Somebody with a password and an app, who stayed signed in a week ago. */
async function lastingVisitor(page: Page, server: Server) {
	const api = apiOf(page.request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const { secret } = await enrolApp(api, server.now());
	await server.advance(MINUTE_MS);
	const { username: identifier, password } = person;
	const { challenge } = await api.post<{ challenge: { id: string } }>('/sign-in/password', {
		identifier,
		password,
		staySignedIn: true
	});
	const code = await codeAt(secret, server.now());
	await api.post(`/challenges/${challenge.id}/answer`, { method: 'totp', answer: code });
	await server.advance(7 * 24 * 60 * MINUTE_MS);
	return { api, person, secret };
}

test('who stayed signed in for a week gives password and code, one after the other', async ({
	page,
	server
}) => {
	const { person, secret } = await lastingVisitor(page, server);
	await page.goto('/security/password');
	const main = page.getByRole('main');
	await expect(main).toContainText('Step 1 of 2');
	await expectAccessible(page);
	await page.getByLabel('Password', { exact: true }).fill('not my password');
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(main).toContainText('Step 1 of 2');
	const password = page.getByLabel('Password', { exact: true });
	await expect(password).toHaveAttribute('aria-invalid', 'true');
	await password.fill(person.password);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(main).toContainText('Step 2 of 2');
	await expectAccessible(page);
	// Sent as soon as it is whole.
	await page.getByLabel('Code').fill(await codeAt(secret, server.now()));
	await expect(page).toHaveURL(/\/security\/password$/);
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('both steps are plain forms, and the first answer alone opens nothing', async ({
		page,
		server
	}) => {
		const { person, secret } = await lastingVisitor(page, server);
		await page.goto('/security/password');
		await page.getByLabel('Password', { exact: true }).fill(person.password);
		await page.getByRole('button', { name: 'Continue' }).click();
		const second = page.url();
		await page.goto('/security/password');
		await expect(page.getByRole('main')).toContainText('Step 1 of 2');
		await page.goto(second);
		await page.getByLabel('Code').fill(await codeAt(secret, server.now()));
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(page).toHaveURL(/\/security\/password$/);
	});
});

test('a program is told that another challenge follows', async ({ page, server }) => {
	const { api, person, secret } = await lastingVisitor(page, server);
	const { challenge } = await api.post<{ challenge: Challenge }>('/step-up');
	expect(challenge.methods).toEqual(['passwords']);
	const first = await api.post<{ verified: boolean; challenge: Challenge }>(
		`/challenges/${challenge.id}/answer`,
		{ method: 'passwords', answer: person.password }
	);
	expect(first).toEqual({
		verified: true,
		details: {},
		challenge: expect.objectContaining({ methods: ['totp', 'recovery-codes'] }) as Challenge
	});
	expect(await api.get('/session').then((answer) => answer.json())).toMatchObject({ aal: 1 });
	const answer = await codeAt(secret, server.now());
	const last = { method: 'totp', answer };
	expect(await api.post(`/challenges/${first.challenge.id}/answer`, last)).toMatchObject({
		verified: true,
		session: { aal: 2 }
	});
});
