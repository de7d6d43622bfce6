/** Draws the README's pictures, so that they cannot grow stale: npm run screenshots. */
import { request } from 'playwright/test';

import { apiOf, codeAt, enrolApp, type Api } from './support/api.ts';
import { addAuthenticator, withoutAutofill } from './support/authenticator.ts';
import { draw } from './support/draw.ts';
import { expect, hydrated, test } from './support/fixtures.ts';
import { invitationOfAdministrator } from './support/invitation.ts';
import { linkPhone, newPhone } from './support/phone.ts';
import type { ServerProcess } from './support/server-process.ts';

const anna = {
	username: 'anna',
	email: 'anna@example.org',
	displayName: 'Anna Sommer',
	password: 'seven quiet herons wade at dusk'
};

const AGENTS = [
	'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
];
const MINUTES_40 = 40 * 60_000;

/** Her other browsers, of which somebody has mistyped in one. */
async function signInElsewhere(server: ServerProcess, codes: readonly string[]): Promise<void> {
	for (const [at, userAgent] of AGENTS.entries()) {
		const context = await request.newContext({ userAgent });
		const api = apiOf(context, server);
		const { username: identifier, password } = anna;
		if (at > 0)
			await api.send('POST', '/sign-in/password', { identifier, password: 'not this one' });
		const given = { identifier, password, staySignedIn: true };
		const { challenge } = await api.post<{ challenge: { id: string } }>('/sign-in/password', given);
		const answer = { method: 'recovery-codes', answer: codes[at] };
		await api.post(`/challenges/${challenge.id}/answer`, answer);
		await context.dispose();
	}
}

async function nameFactors(api: Api): Promise<void> {
	const factors = (await (await api.get('/factors')).json()) as { id: string; method: string }[];
	for (const { id, method } of factors) {
		const label = { passkeys: 'My laptop', totp: 'Aegis on my phone' }[method];
		if (label) await api.send('PATCH', `/factors/${id}`, { label });
	}
}

test('the main screens can be drawn', { tag: '@screens' }, async ({ page, server }) => {
	test.slow();
	const api = apiOf(page.request, server);
	await api.post('/accounts', anna);
	const { recoveryCodes } = await enrolApp(api, server.now());
	await signInElsewhere(server, recoveryCodes);
	await withoutAutofill(page);
	await addAuthenticator(page);
	await page.goto('/security/passkeys');
	await hydrated(page);
	await page.getByRole('button', { name: /create (a )?passkey/i }).click();
	await expect(page.getByRole('textbox')).toBeVisible();
	await nameFactors(api);
	await server.advance(MINUTES_40);
	for (const name of ['security', 'sessions', 'activity']) {
		await page.goto(`/${name}`);
		await draw(page, name);
	}
	await page.goto('/');
	await draw(page, 'overview');
	await api.send('DELETE', '/session');
	await page.goto('/sign-up');
	await draw(page, 'sign-up');
	await page.goto('/sign-in');
	await draw(page, 'sign-in');
	await page.getByLabel('Username or e-mail').fill(anna.username);
	await page.getByLabel('Password', { exact: true }).fill(anna.password);
	await page.getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page).toHaveURL(/\/verify\//);
	await page.goto(`${page.url()}&method=totp`);
	await draw(page, 'verify');
});

test(
	'the list of remembered browsers can be drawn',
	{ tag: '@screens' },
	async ({ page, server }) => {
		const ida = { ...anna, username: 'ida', email: 'ida@example.org', displayName: 'Ida Berg' };
		await apiOf(page.request, server).post('/accounts', ida);
		const { secret } = await enrolApp(apiOf(page.request, server), server.now());
		const elsewhere = await request.newContext({ userAgent: AGENTS[0] ?? '' });
		for (const api of [apiOf(elsewhere, server), apiOf(page.request, server)]) {
			// A code of the app that was not used yet.
			await server.advance(MINUTES_40);
			const given = { identifier: ida.username, password: ida.password, staySignedIn: true };
			const { challenge } = await api.post<{ challenge: { id: string } }>(
				'/sign-in/password',
				given
			);
			const answer = { method: 'totp', answer: await codeAt(secret, server.now()), remember: true };
			await api.post(`/challenges/${challenge.id}/answer`, answer);
		}
		await elsewhere.dispose();
		await page.goto('/security#remembered-browsers');
		await expect(page.getByText('This one')).toBeVisible();
		await draw(page, 'remembered-browsers');
	}
);

test('the screen of administrators can be drawn', { tag: '@screens' }, async ({ page, server }) => {
	for (const username of ['maria.garcia', 'lukas', 'wei']) {
		const context = await request.newContext();
		const person = { username, email: `${username}@example.org`, password: anna.password };
		await apiOf(context, server).post('/accounts', person);
		await context.dispose();
	}
	const invitation = await invitationOfAdministrator(server);
	const grace = { username: 'grace', email: 'grace@example.org', displayName: 'Grace Moor' };
	await apiOf(page.request, server).post('/accounts', { ...anna, ...grace, invitation });
	await page.goto('/admin');
	await hydrated(page);
	await page.getByRole('button', { name: 'Make invitation' }).click();
	await expect(page.getByLabel('Invitation link')).toBeVisible();
	await page.goto('/admin');
	await draw(page, 'admin');
});

test(
	'the screens of a phone can be drawn',
	{ tag: '@screens' },
	async ({ page, browser, server }) => {
		test.slow();
		const mira = { ...anna, username: 'mira', email: 'mira@example.org', displayName: 'Mira Lund' };
		await apiOf(page.request, server).post('/accounts', mira);
		const phone = await newPhone(browser, { origin: server.origin });
		await linkPhone(page, phone, 'Mira’s phone');
		await page.context().clearCookies();
		await page.goto('/sign-in');
		await page.getByLabel('Username or e-mail').fill(mira.username);
		await page.getByLabel('Password', { exact: true }).fill(mira.password);
		await page.getByRole('button', { name: 'Sign in', exact: true }).click();
		await expect(page).toHaveURL(/\/verify\//);
		await hydrated(page);
		const verify = page.url();
		await page.getByRole('button', { name: 'Ask my phone' }).click();
		await expect(page.getByText('Waiting for your phone…')).toBeVisible();
		await draw(page, 'approve');
		await phone.open();
		await expect(phone.page.getByRole('heading', { name: 'Is this you?' })).toBeVisible();
		await draw(phone.page, 'phone-request');
		await page.goto(verify);
		await page.getByRole('link', { name: /Photo code/ }).click();
		await expect(page.getByRole('heading', { name: 'Scan the picture', level: 1 })).toBeVisible();
		await draw(page, 'photo-code');
		await phone.context.close();
	}
);
