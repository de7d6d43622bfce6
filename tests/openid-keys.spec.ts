/** The keys that sign ID tokens are replaced while applications sign people in. */
import * as client from 'openid-client';

import { apiOf, newPerson } from './support/api.ts';
import { beginSignIn, discover, expect, test, type Discovered } from './support/relying-party.ts';

const MINUTE_MS = 60_000;

/** From when this command answers, a process follows within a minute. */
async function renew(
	server: Discovered & {
		latchkey(args: readonly string[]): Promise<{ code: number | null; notes: string }>;
		advance(ms: number): Promise<void>;
	},
	...how: string[]
): Promise<void> {
	const ran = await server.latchkey(['keys', 'renew-signing', ...how]);
	expect(ran.code, ran.notes).toBe(0);
	await server.advance(MINUTE_MS + 1000);
}

/** As an application that verifies each signature, with the keys as they are now. */
async function strict(server: Discovered, id: 'own' | 'shop') {
	const config = await discover(server, id);
	client.enableNonRepudiationChecks(config);
	return config;
}

const keyOf = (idToken = ''): unknown =>
	(JSON.parse(Buffer.from(idToken.split('.')[0] ?? '', 'base64url').toString()) as { kid: string })
		.kid;

test.afterEach(async ({ server }) => server.restart());

test('a sign-in that began before goes on, and what was given before is good', async ({
	page,
	application,
	server
}) => {
	await apiOf(page.request, server).post('/accounts', newPerson());
	const first = await beginSignIn(await strict(server, 'own'), application);
	await page.goto(first.url);
	await page.waitForURL(`${application.callback}**`);
	const before = await first.finish(page.url());

	const second = await beginSignIn(await strict(server, 'shop'), application);
	await page.goto(second.url);
	await renew(server, '--at-once');
	await page.getByRole('button', { name: 'Allow', exact: true }).click();
	await page.waitForURL(`${application.callback}**`);
	const after = await second.finish(page.url());
	expect(keyOf(after.id_token)).not.toBe(keyOf(before.id_token));

	const own = await strict(server, 'own');
	const { sub = '' } = before.claims() ?? {};
	expect((await client.fetchUserInfo(own, before.access_token, sub)).sub).toBe(sub);
	const next = await client.refreshTokenGrant(own, before.refresh_token ?? '');
	expect(keyOf(next.id_token)).toBe(keyOf(after.id_token));
});

test.describe('an ID token by which an application signs somebody out', () => {
	const cases = [
		{ name: 'does so after its key was followed by another', how: [], isSignedOut: true },
		{ name: 'does not after its key was called back', how: ['--at-once'], isSignedOut: false }
	];
	for (const { name, how, isSignedOut } of cases)
		test(name, async ({ page, application, server }) => {
			const api = apiOf(page.request, server);
			await api.post('/accounts', newPerson());
			const config = await strict(server, 'own');
			const { url, finish } = await beginSignIn(config, application);
			await page.goto(url);
			await page.waitForURL(`${application.callback}**`);
			const { id_token: hint = '' } = await finish(page.url());
			const bye = `${application.origin}/bye`;
			const asked = { id_token_hint: hint, post_logout_redirect_uri: bye };

			await renew(server, ...how);
			await page.goto(client.buildEndSessionUrl(config, asked).href);
			expect(page.url() === bye).toBe(isSignedOut);
			expect((await api.get('/session')).ok()).toBe(!isSignedOut);
		});
});
