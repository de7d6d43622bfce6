/** CIBA: an application asks somebody's phone, and signs them in without any browser here. */
import { createHash } from 'node:crypto';

import * as client from 'openid-client';
import type { Browser, Page } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import {
	askFor,
	BINDING,
	call,
	CIBA,
	discover,
	expect,
	pollOnce,
	test
} from './support/backchannel.ts';
import { withOpenPhone, type Phone } from './support/phone.ts';
import type { ServerProcess } from './support/server-process.ts';

// Each is a journey over two browsers and an application that asks every few seconds.
test.describe.configure({ timeout: 120_000 });

interface Place {
	readonly page: Page;
	readonly browser: Browser;
	readonly server: ServerProcess;
}

const form = { scope: 'openid', binding_message: BINDING };

const heading = (page: Page, name: string) => page.getByRole('heading', { name, level: 1 });

async function approve({ page }: Phone): Promise<void> {
	await page.getByRole('button', { name: 'Yes, approve' }).click();
	await expect(heading(page, 'Approved')).toBeVisible();
}

/** The application has asked, and the phone shows it. */
async function asked(place: Place, own: Readonly<Record<string, string>> = {}) {
	const { person, phone } = await withOpenPhone(place);
	const config = await discover(place.server);
	const begun = await askFor(config, person.username, own);
	await expect(phone.page.getByText(BINDING, { exact: true })).toBeVisible();
	return { person, phone, config, begun };
}

const poll = (
	config: client.Configuration,
	begun: Awaited<ReturnType<typeof askFor>>
): ReturnType<typeof client.pollBackchannelAuthenticationGrant> =>
	client.pollBackchannelAuthenticationGrant(config, begun);

test('a phone shows who asks and what, approves, and the application knows who it is', async ({
	page,
	browser,
	server
}) => {
	const { person, phone, config, begun } = await asked({ page, browser, server });
	expect(begun).toEqual({
		auth_req_id: expect.any(String),
		expires_in: expect.any(Number),
		interval: 2
	});
	await expect(phone.page.getByText('Sign in to Bank by Latchkey')).toBeVisible();
	await expectAccessible(phone.page);
	await approve(phone);
	const tokens = await poll(config, begun);
	expect(tokens.claims()).toMatchObject({
		iss: server.origin,
		aud: 'bank',
		acr: 'aal2',
		amr: expect.arrayContaining(['mca', 'user', 'mfa']),
		auth_time: expect.any(Number),
		sid: expect.any(String)
	});
	const { sub = '' } = tokens.claims() ?? {};
	expect(await client.fetchUserInfo(config, tokens.access_token, sub)).toMatchObject({
		preferred_username: person.username
	});
	const next = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');

	// It hangs on a session that its owner sees by the application's name, and can end.
	await page.goto('/sessions');
	const rows = page.getByRole('main').getByRole('listitem');
	const row = rows.filter({ hasText: 'Bank' });
	await row.getByRole('link', { name: /^End/ }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
	await expect(page.getByRole('status').first()).toContainText('One session has ended');
	await expect(row).toHaveCount(0);
	for (const token of [tokens.access_token, next.access_token])
		expect(await client.tokenIntrospection(config, token)).toEqual({ active: false });
	await phone.context.close();
});

test('a phone lets no application act while its owner is signed out, whatever that asks', async ({
	page,
	browser,
	server
}) => {
	const scope = 'openid offline_access';
	const { phone, config, begun } = await asked({ page, browser, server }, { scope });
	await approve(phone);
	const { refresh_token: refresh = '', scope: given } = await poll(config, begun);
	expect(given).toBe('openid');
	await apiOf(page.request, server).send('DELETE', '/sessions');
	await expect(client.refreshTokenGrant(config, refresh)).rejects.toMatchObject({
		error: 'invalid_grant'
	});
	await phone.context.close();
});

test('a phone that declines, and the application is told', async ({ page, browser, server }) => {
	const { phone, config, begun } = await asked({ page, browser, server });
	await phone.page.getByRole('button', { name: 'Decline' }).click();
	await expect(heading(phone.page, 'Declined')).toBeVisible();
	await expect(poll(config, begun)).rejects.toMatchObject({ error: 'access_denied' });
	await phone.context.close();
});

test('“this was not me” keeps the application away for a day', async ({
	page,
	browser,
	server
}) => {
	const { person, phone, config, begun } = await asked({ page, browser, server });
	await phone.page.getByRole('button', { name: 'This was not me' }).click();
	await expect(heading(phone.page, 'Stopped')).toBeVisible();
	await expect(poll(config, begun)).rejects.toMatchObject({ error: 'access_denied' });
	const again = await call(server, 'backchannel-authentication', {
		...form,
		login_hint: person.username
	});
	expect([again.status, again.body['error']]).toEqual([429, 'temporarily_unavailable']);
	expect(Number(again.headers.get('retry-after'))).toBeGreaterThan(80_000);
	await phone.context.close();
});

test('nobody answers, and the application is told that it is over', async ({
	page,
	browser,
	server
}) => {
	const { phone, begun } = await asked({ page, browser, server }, { requested_expiry: '1' });
	expect(begun.expires_in).toBe(30);
	await server.advance(31_000);
	expect((await pollOnce(server, begun.auth_req_id)).body).toMatchObject({
		error: 'expired_token'
	});
	await phone.context.close();
});

test('of 50 questions to two processes one gets tokens', async ({ page, browser, server }) => {
	const { phone, config, begun } = await asked({ page, browser, server });
	const other = await server.second();
	// Both have opened what they need.
	await Promise.all([server, other].map((each) => pollOnce(each, 'nothing')));
	await approve(phone);
	const answers = await Promise.all(
		Array.from({ length: 50 }, (_, at) =>
			pollOnce(at % 2 === 0 ? server : other, begun.auth_req_id)
		)
	);
	const won = answers.filter(({ status }) => status === 200);
	expect(won).toHaveLength(1);
	// Whoever comes while another gets them finds it pending; a store that is busy says so.
	for (const { status, body } of answers.filter((each) => each !== won[0]))
		expect(`${status} ${String(body['error'] ?? body['code'])}`).toMatch(
			/^(400 (slow_down|authorization_pending|invalid_grant)|503 .+)$/
		);
	const token = String(won[0]?.body['access_token']);
	expect(await client.tokenIntrospection(config, token)).toMatchObject({ active: true });
	await phone.context.close();
});

test('who asks too fast is told so, and loses nothing', async ({ page, browser, server }) => {
	const { phone, config, begun } = await asked({ page, browser, server });
	const answers = await Promise.all(
		Array.from({ length: 20 }, () => pollOnce(server, begun.auth_req_id))
	);
	const errors = answers.map(({ body }) => body['error']);
	expect(errors).toContain('slow_down');
	expect(errors).toContain('authorization_pending');
	await approve(phone);
	expect((await poll(config, begun)).claims()?.aud).toBe('bank');
	await phone.context.close();
});

test.describe('an attack', () => {
	test('a name that is nobody’s, or has no phone, looks as any does', async ({ page, server }) => {
		const person = newPerson();
		await apiOf(page.request, server).post('/accounts', person);
		const shapeOf = async (login_hint: string) => {
			const { status, headers, body } = await call(server, 'backchannel-authentication', {
				...form,
				login_hint
			});
			const { auth_req_id, ...rest } = body;
			const polled = await pollOnce(server, String(auth_req_id));
			return {
				status,
				rest,
				length: String(auth_req_id).length,
				headers: [...headers.keys()].filter((name) => name !== 'date').sort(),
				polled: [polled.status, polled.body]
			};
		};
		const known = await shapeOf(person.username);
		expect(known).toMatchObject({ status: 200, rest: { expires_in: 120, interval: 2 } });
		expect(known.polled).toMatchObject([400, { error: 'authorization_pending' }]);
		for (const hint of ['nobody-of-this-name', 'nobody@example.org', person.email, '%00', ' '])
			expect(await shapeOf(hint)).toEqual(known);
	});

	test('another application gets nothing by an id that it has come by', async ({
		page,
		browser,
		server
	}) => {
		const { phone, config, begun } = await asked({ page, browser, server });
		await approve(phone);
		for (let at = 0; at < 3; at += 1) {
			const stolen = await pollOnce(server, begun.auth_req_id, 'rival');
			expect([stolen.status, stolen.body['error']]).toEqual([400, 'invalid_grant']);
		}
		expect((await poll(config, begun)).claims()?.aud).toBe('bank');
		await phone.context.close();
	});

	test('an id that was used brings no second tokens', async ({ page, browser, server }) => {
		const { phone, config, begun } = await asked({ page, browser, server });
		await approve(phone);
		const { access_token } = await poll(config, begun);
		await server.advance(5000);
		expect((await pollOnce(server, begun.auth_req_id)).body['error']).toBe('invalid_grant');
		expect(await client.tokenIntrospection(config, access_token)).toMatchObject({ active: true });
		await phone.context.close();
	});

	test('ids that are guessed are those of nothing', async ({ server }) => {
		const guesses = ['', 'x', 'A'.repeat(43), '../token', '%00', 'a'.repeat(5000)];
		for (const guess of guesses) {
			const { status, body } = await pollOnce(server, guess);
			expect(status).toBe(400);
			expect(body['error']).toMatch(/^invalid_(grant|request)$/);
		}
	});

	test('what is asked without need, or cannot be shown as it is, is refused', async ({
		server
	}) => {
		const refused: readonly (readonly [Readonly<Record<string, string>>, number, string])[] = [
			[{ binding_message: '' }, 400, 'invalid_binding_message'],
			[{ binding_message: 'x'.repeat(101) }, 400, 'invalid_binding_message'],
			[{ binding_message: 'code \u202E1234' }, 400, 'invalid_binding_message'],
			[{ binding_message: 'one\ntwo' }, 400, 'invalid_binding_message'],
			[{ login_hint: '' }, 400, 'invalid_request'],
			[{ login_hint_token: 'ey' }, 400, 'invalid_request'],
			[{ id_token_hint: 'ey' }, 400, 'invalid_request'],
			[{ login_hint: '', id_token_hint: 'ey' }, 400, 'invalid_request'],
			[{ login_hint: '', login_hint_token: 'ey' }, 400, 'invalid_request'],
			[{ acr_values: 'urn:mace:incommon:iap:silver' }, 400, 'invalid_request'],
			[{ requested_expiry: '-1' }, 400, 'invalid_request'],
			[{ scope: 'profile' }, 400, 'invalid_request']
		];
		for (const [own, status, error] of refused) {
			const given = { ...form, login_hint: 'anna', ...own };
			const answer = await call(server, 'backchannel-authentication', given);
			expect([own, answer.status, answer.body['error']]).toEqual([own, status, error]);
		}
	});

	test('who does not show that it is itself asks nobody', async ({ server }) => {
		for (const headers of [{}, { authorization: `Basic ${btoa('bank:wrong')}` }]) {
			const body = new URLSearchParams({ ...form, login_hint: 'anna', client_id: 'bank' });
			const url = `${server.origin}/oauth2/backchannel-authentication`;
			const { status } = await fetch(url, { method: 'POST', headers, body });
			expect(status).toBe(401);
		}
	});
});

test('somebody is named by an ID token that the application has had', async ({
	page,
	browser,
	server
}) => {
	const { phone, config, begun } = await asked({ page, browser, server });
	await approve(phone);
	const { id_token = '' } = await poll(config, begun);
	await phone.page.getByRole('button', { name: 'Back to requests' }).click();
	const hinted = { scope: 'openid', binding_message: 'Again, code K7', id_token_hint: id_token };
	const again = await client.initiateBackchannelAuthentication(config, hinted);
	await expect(phone.page.getByText('Again, code K7', { exact: true })).toBeVisible();
	await approve(phone);
	await poll(config, again);
	await phone.context.close();
});

test('an application that wants it is told as soon as somebody has answered', async ({
	page,
	browser,
	server,
	listener
}) => {
	const { person, phone } = await withOpenPhone({ page, browser, server });
	const config = await discover(server, 'told');
	const client_notification_token = createHash('sha256').update(person.username).digest('hex');
	const begun = await askFor(config, person.username, { client_notification_token });
	await expect(phone.page.getByText(BINDING, { exact: true })).toBeVisible();
	// The first is not taken, and the second would lead elsewhere, which is not taken either.
	listener.answers.push(503, 307);
	await approve(phone);
	const own = () =>
		listener.told.filter(
			({ authorization }) => authorization === `Bearer ${client_notification_token}`
		);
	await expect.poll(() => own().length, { timeout: 60_000 }).toBe(3);
	for (const { body } of own())
		expect(JSON.parse(body)).toEqual({ auth_req_id: begun.auth_req_id });
	expect((await poll(config, begun)).claims()?.aud).toBe('told');
	const given = { ...form, id: 'told', login_hint: person.username };
	expect((await call(server, 'backchannel-authentication', given)).body['error']).toBe(
		'invalid_request'
	);
	await phone.context.close();
});

test('the discovery document says so', async ({ server }) => {
	const metadata = (await discover(server)).serverMetadata();
	expect(metadata).toMatchObject({
		backchannel_authentication_endpoint: `${server.origin}/oauth2/backchannel-authentication`,
		backchannel_token_delivery_modes_supported: ['poll', 'ping'],
		backchannel_user_code_parameter_supported: false
	});
	expect(metadata.grant_types_supported).toContain(CIBA);
});
