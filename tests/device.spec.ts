/** A program without a browser is signed in from another screen, by the code that it shows. RFC 8628. */
import * as client from 'openid-client';
import type { Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, codeAt, enrolApp, newPerson, type Person } from './support/api.ts';
import { expect, test as base } from './support/fixtures.ts';

const TOOL = {
	id: 'tool',
	name: 'Tool',
	grants: ['device_code', 'refresh_token', 'authorization_code'],
	redirectUris: ['https://tool.example.org/callback'],
	offlineAccess: true
};

const test = base.extend({
	environment: [{ LATCHKEY_CLIENTS: JSON.stringify([TOOL]) }, { scope: 'worker' }]
});

interface Server {
	readonly origin: string;
	readonly now: () => Date;
}

const discover = ({ origin, now }: Server) =>
	client.discovery(
		new URL(origin),
		'tool',
		{ [client.clockSkew]: Math.round((now().getTime() - Date.now()) / 1000) },
		client.None(),
		{ execute: [client.allowInsecureRequests] }
	);

async function asked(server: Server, own: Readonly<Record<string, string>> = {}) {
	const config = await discover(server);
	const device = await client.initiateDeviceAuthorization(config, {
		scope: 'openid profile',
		...own
	});
	/** Polls once, without waiting as the library would. */
	const poll = () =>
		client.genericGrantRequest(config, 'urn:ietf:params:oauth:grant-type:device_code', {
			device_code: device.device_code
		});
	return { config, device, poll };
}

async function somebody(page: Page, server: Server): Promise<Person> {
	const person = newPerson();
	await apiOf(page.request, server).post('/accounts', person);
	return person;
}

const allow = (page: Page) => page.getByRole('button', { name: 'Allow', exact: true });
const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test('somebody types the code, sees who asks, allows it, and the program knows who they are', async ({
	page,
	server
}) => {
	test.slow();
	const person = await somebody(page, server);
	const { config, device, poll } = await asked(server);
	expect(device.user_code).toMatch(/^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
	expect(device).toMatchObject({ expires_in: 600, interval: 5 });
	expect(device.verification_uri).toBe(`${server.origin}/device`);
	await page.goto(device.verification_uri);
	await expect(heading(page)).toHaveText('Sign in a device');
	await expectAccessible(page);
	await page
		.getByLabel('Code on the device')
		.fill(` ${device.user_code.toLowerCase().replace('-', ' ')}`);
	await page.getByRole('button', { name: 'Continue' }).click();
	await expect(heading(page)).toHaveText('Sign in Tool on a device?');
	await expect(page.getByText(device.user_code)).toBeVisible();
	await expect(page.getByText('Did you start this yourself?')).toBeVisible();
	await expectAccessible(page);
	await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
	await allow(page).click();
	await expect(heading(page)).toHaveText('Go back to the device');
	await expectAccessible(page);

	const tokens = await poll();
	expect(tokens.claims()).toMatchObject({
		acr: 'aal1',
		amr: ['pwd'],
		sid: expect.any(String) as unknown as string
	});
	expect(
		await client.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '')
	).toMatchObject({ preferred_username: person.username });
	const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
	await apiOf(page.request, server).send('DELETE', '/session');
	await expect(
		client.fetchUserInfo(config, next.access_token, client.skipSubjectCheck)
	).rejects.toThrow();
	await expect(client.refreshTokenGrant(config, next.refresh_token ?? '')).rejects.toMatchObject({
		error: 'invalid_grant'
	});
});

test('the whole address leads past the sign-in to the question, and past nothing else', async ({
	page,
	server
}) => {
	const person = await somebody(page, server);
	await page.context().clearCookies();
	const { device, poll } = await asked(server);
	await page.goto(device.verification_uri_complete ?? '');
	await expect(page.getByText('You go on to signing in a device afterwards')).toBeVisible();
	await page.getByLabel('Username or e-mail').fill(person.username);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(heading(page)).toHaveText('Sign in Tool on a device?');
	await expect(page.getByText(device.user_code)).toBeVisible();
	await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
	await allow(page).click();
	await expect(heading(page)).toHaveText('Go back to the device');
	expect((await poll()).claims()?.aud).toBe('tool');
});

test('a device is not let act while somebody is signed out, whatever it asks', async ({
	page,
	server
}) => {
	await somebody(page, server);
	const scope = 'openid offline_access';
	const { config, device, poll } = await asked(server, { scope, prompt: 'consent' });
	await page.goto(device.verification_uri_complete ?? '');
	await expect(page.getByRole('main')).not.toContainText('while you are signed out');
	await allow(page).click();
	await expect(heading(page)).toHaveText('Go back to the device');
	const tokens = await poll();
	expect(tokens.scope).toBe('openid');
	const api = apiOf(page.request, server);
	expect(await (await api.get('/account/applications')).json()).toMatchObject([
		{ isOffline: false }
	]);
	await api.send('DELETE', '/session');
	await expect(client.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({
		error: 'invalid_grant'
	});
});

test('what is declined gets nothing, and its code is no more', async ({ page, server }) => {
	await somebody(page, server);
	const { device, poll } = await asked(server);
	await page.goto(device.verification_uri_complete ?? '');
	await page.getByRole('button', { name: 'Don’t allow' }).click();
	await expect(heading(page)).toHaveText('It was not signed in');
	await expect(poll()).rejects.toMatchObject({ error: 'access_denied' });
	await expect(poll()).rejects.toMatchObject({ error: 'invalid_grant' });
	const again = await page.goto(device.verification_uri_complete ?? '');
	expect(again?.status()).toBe(404);
	await page.getByRole('link', { name: 'Type another code' }).click();
	await expect(page.getByLabel('Code on the device')).toBeVisible();
});

test('a code that no device shows is said to be wrong, where it was typed', async ({
	page,
	server
}) => {
	await somebody(page, server);
	await page.goto('/device');
	for (const wrong of ['BBBB-BBBB', '12', 'ÄÖÜ']) {
		await page.getByLabel('Code on the device').fill(wrong);
		await page.getByRole('button', { name: 'Continue' }).click();
		await expect(page.getByLabel('Code on the device')).toHaveAttribute('aria-invalid', 'true');
		// To be compared with what the device shows.
		await expect(page.getByLabel('Code on the device')).toHaveValue(wrong);
	}
	await expectAccessible(page);
});

test('a code is good for ten minutes, and the program is told that it has expired', async ({
	page,
	server
}) => {
	await somebody(page, server);
	const { device, poll } = await asked(server);
	await server.advance(10 * 60_000 + 1000);
	await expect(poll()).rejects.toMatchObject({ error: 'expired_token' });
	const response = await page.goto(device.verification_uri_complete ?? '');
	expect(response?.status()).toBe(404);
});

test('a program that polls too fast is slowed down', async ({ server }) => {
	const { poll } = await asked(server);
	await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
	await expect(poll()).rejects.toMatchObject({ error: 'slow_down' });
	await server.advance(5000);
	await expect(poll()).rejects.toMatchObject({ error: 'authorization_pending' });
});

test('a level that is asked for has to be proven first', async ({ page, server }) => {
	const person = await somebody(page, server);
	const { device, poll } = await asked(server, { acr_values: 'aal2' });
	await page.goto(device.verification_uri_complete ?? '');
	await expect(heading(page)).toHaveText('Tool wants a second factor');
	await expectAccessible(page);
	const { secret } = await enrolApp(apiOf(page.request, server), server.now());
	await page.context().clearCookies();
	await apiOf(page.request, server).post('/sign-in/password', {
		identifier: person.username,
		password: person.password
	});
	await server.advance(60_000);
	await page.goto(device.verification_uri_complete ?? '');
	await page.getByLabel('Username or e-mail').fill(person.username);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.getByRole('textbox', { name: 'Code' }).fill(await codeAt(secret, server.now()));
	await expect(heading(page)).toHaveText('Sign in Tool on a device?');
	await allow(page).click();
	await expect(heading(page)).toHaveText('Go back to the device');
	expect((await poll()).claims()).toMatchObject({ acr: 'aal2' });
});

test.describe('without script', () => {
	test.use({ javaScriptEnabled: false });

	test('the whole way is the same', async ({ page, server }) => {
		await somebody(page, server);
		const { device, poll } = await asked(server);
		await page.goto('/device');
		await page.getByLabel('Code on the device').fill(device.user_code);
		await page.getByRole('button', { name: 'Continue' }).click();
		await allow(page).click();
		await expect(heading(page)).toHaveText('Go back to the device');
		expect((await poll()).claims()?.aud).toBe('tool');
	});
});
