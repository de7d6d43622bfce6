/** Codes of devices: guessed, brought by many at once, and answered by two people. RFC 8628 §5.1, §5.2, §5.4. */
import { describe, expect, test } from 'vitest';

import { openBoth } from './support/both.ts';
import type { Browser } from './support/browser.ts';
import { json, type Answer } from './support/http.ts';

const TOOL = { id: 'tool', name: 'Tool', grants: ['device_code', 'refresh_token'] };
const MANY = 50;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const LATCHKEY_CLIENTS = JSON.stringify([TOOL, { ...TOOL, id: 'other', name: 'Other' }]);

const worlds = await openBoth({ LATCHKEY_CLIENTS });
const strict = await openBoth({ LATCHKEY_CLIENTS, LATCHKEY_THROTTLE_SCALE: '1' });

describe.each(worlds)('on $stores', ({ world, other }) => {
	const ports = [world.server.port, other.port];
	const post = (path: string, fields: Readonly<Record<string, string>>, at = 0) =>
		world.browser().send(
			{
				method: 'POST',
				path,
				headers: FORM,
				body: `${new URLSearchParams(fields)}`
			},
			ports[at % ports.length]
		);
	const begin = async () =>
		json(await post('/oauth2/device', { client_id: 'tool', scope: 'openid' })) as {
			device_code: string;
			user_code: string;
		};
	const poll = (device_code: string, at = 0, client_id = 'tool') =>
		post(
			'/oauth2/token',
			{ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id, device_code },
			at
		);
	const answer = (
		browser: Browser,
		how: 'allow' | 'decline',
		{ userCode, at = 0 }: { userCode: string; at?: number }
	) =>
		browser.send(
			{
				method: 'POST',
				path: `/device?/${how}`,
				headers: {
					origin: world.origin,
					accept: 'text/html',
					'content-type': 'application/x-www-form-urlencoded'
				},
				body: `${new URLSearchParams({ userCode })}`
			},
			ports[at % ports.length]
		);
	const many = <Result>(act: (at: number) => Promise<Result>): Promise<Result[]> =>
		Promise.all(Array.from({ length: MANY }, (_, at) => act(at)));
	const errorsOf = (answers: readonly Answer[]) => answers.map((each) => json(each)['error']);

	test('of 50 polls at once one is answered, and the others are slowed down', async () => {
		const { device_code } = await begin();
		const errors = errorsOf(await many((at) => poll(device_code, at)));
		expect(errors.toSorted()).toEqual([
			'authorization_pending',
			...Array.from({ length: MANY - 1 }, () => 'slow_down')
		]);
	});

	test('of two people who answer it at once, and many times, one does', async () => {
		const { device_code, user_code: userCode } = await begin();
		const people = [await world.person(), await world.person()] as const;
		const answers = await many((at) => {
			const which = at % 2 === 0 ? people[0] : people[1];
			return answer(which, at % 3 === 0 ? 'decline' : 'allow', { userCode, at });
		});
		expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
		const { status } = await poll(device_code);
		expect([200, 400]).toContain(status);
	});

	test('of 50 that bring an answered code one gets tokens, and they are taken back', async () => {
		const { device_code, user_code: userCode } = await begin();
		const person = await world.person();
		expect((await answer(person, 'allow', { userCode })).status).toBe(303);
		const answers = await many((at) => poll(device_code, at));
		const won = answers.filter(({ status }) => status === 200);
		expect(won).toHaveLength(1);
		const { access_token } = json(won[0] as Answer) as { access_token: string };
		const { status } = await world.browser().get('/oauth2/userinfo', {
			authorization: `Bearer ${access_token}`
		});
		expect(status).toBe(401);
	});

	test('another application has no use for a code that it has found', async () => {
		const { device_code, user_code: userCode } = await begin();
		await answer(await world.person(), 'allow', { userCode });
		expect(json(await poll(device_code, 0, 'other'))['error']).toBe('invalid_grant');
		expect((await poll(device_code)).status).toBe(200);
	});

	test('nobody answers who is not signed in, nor the page of another site', async () => {
		const { device_code, user_code: userCode } = await begin();
		const stranger = await answer(world.browser(), 'allow', { userCode });
		expect(stranger.headers['location']).toMatch(/^\/sign-in\?/);
		const person = await world.person();
		const forged = await person.send({
			method: 'POST',
			path: '/device?/allow',
			headers: {
				origin: 'https://evil.example',
				'content-type': 'application/x-www-form-urlencoded'
			},
			body: `${new URLSearchParams({ userCode })}`
		});
		expect(forged.status).toBe(403);
		expect(json(await poll(device_code))['error']).toBe('authorization_pending');
	});
});

describe.each(strict)('by the real budgets, on $stores', ({ world }) => {
	test('a page elsewhere cannot use up the tries of who visits it', async () => {
		const person = await world.person();
		const { user_code } = json(
			await world.browser().send({
				method: 'POST',
				path: '/oauth2/device',
				headers: FORM,
				body: 'client_id=tool&scope=openid'
			})
		) as { user_code: string };
		const led = { accept: 'text/html', 'sec-fetch-site': 'cross-site' };
		for (let at = 0; at < 15; at += 1)
			expect((await person.get('/device?user_code=BBBB-BBBB', led)).status).toBe(200);
		const form = await person.get(`/device?user_code=${user_code}`, led);
		expect(form.body).toContain(`value="${user_code}"`);
		expect(form.body).not.toContain('Tool');
		expect((await person.form('/device?/find', { userCode: user_code })).status).toBe(303);
	});

	test('whoever tries codes runs out of tries, in the address as in the form, and right ones cost none', async () => {
		const person = await world.person();
		const { user_code } = json(
			await world.browser().send({
				method: 'POST',
				path: '/oauth2/device',
				headers: FORM,
				body: 'client_id=tool&scope=openid'
			})
		) as { user_code: string };
		const look = (code: string) => person.get(`/device?user_code=${code}`, { accept: 'text/html' });
		for (let at = 0; at < 15; at += 1) expect((await look(user_code)).status).toBe(200);
		let known = 0;
		for (let at = 0; at < 15; at += 1) {
			const { status } = await look('BBBB-BBBB');
			expect([404, 429]).toContain(status);
			if (status === 404) known += 1;
		}
		expect(known).toBeLessThanOrEqual(10);
		expect((await look(user_code)).status).toBe(429);
		expect((await person.form('/device?/find', { userCode: user_code })).status).toBe(429);
	});
});
