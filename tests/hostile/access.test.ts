/** Other people's things by their ids, ids that stores might read otherwise, and browsers that are half-way in. */
import { describe, expect, test } from 'vitest';

import { attacksOn, withoutTrace } from './support/attack.ts';
import { done, enrolApp, signIn, type Browser } from './support/browser.ts';
import { json, type Answer } from './support/http.ts';
import {
	filled,
	isForm,
	routes,
	shaped,
	takers,
	unsafeRoutes,
	type Route
} from './support/routes.ts';
import { BOTH, openWorld } from './support/world.ts';

const withId = routes.filter(({ path }) => path.includes('['));

const ids: Readonly<Record<string, string>> = {
	'of nobody': 'ses_AAAAAAAAAAAAAAAAAAAAAA',
	'that is a star': '*',
	'with a star': 'ses_*',
	'that is a per cent sign': '%25',
	'with an underscore for any letter': '____',
	'with a colon': 'ses:1',
	'with braces': '{ses}1',
	'of a key of Redis': 'lk:session:1',
	'with a bracket': '[a-z]',
	'with a line feed': 'a%0ab',
	'with a carriage return and a line feed': 'a%0d%0ab',
	'with a NUL': 'a%00b',
	'with a command of Redis': '%0d%0aFLUSHALL%0d%0a',
	'with a quotation mark': "'%20or%20'1'='1",
	'with a statement': '1;drop%20table%20account;--',
	'with Unicode': '%E2%80%AE%F0%9F%94%91',
	'with bytes that are not UTF-8': '%ff%fe',
	'with dots and slashes': '..%2f..%2faccount',
	'with a slash': 'a%2fb',
	'with a backslash': 'a%5cb',
	'of a property': '__proto__',
	'that is a number': '0',
	'that is null': 'null',
	'of four thousand characters': 'a'.repeat(4000)
};

describe.each(BOTH)('on %s', async (stores) => {
	const world = await openWorld({ stores });
	const { browser, origin, person, server, victim } = world;
	const attack = attacksOn(world);
	const thief = await person();
	// That a session trespasses is on record once.
	await thief.get('/admin');

	/** The route as its own page or client asks it, with what is right but for the id. */
	const ask = (who: Browser, route: Route, id: string): Promise<Answer> => {
		const taker = takers.find(({ path, method }) => path === route.path && method === route.method);
		return who.send({
			method: route.method,
			path: filled(route, id),
			headers: {
				origin,
				accept: isForm(route) ? 'text/html' : 'application/json',
				'content-type': isForm(route) ? 'application/x-www-form-urlencoded' : 'application/json'
			},
			body: route.method === 'GET' ? undefined : taker ? JSON.stringify(shaped(taker)) : ''
		});
	};
	const ours = (answer: Answer): void => {
		expect(answer.status, answer.sent.path).toBeLessThan(500);
		expect(answer.status === 204, answer.sent.path).toBe(false);
		expect(answer.body, answer.sent.path).not.toContain(victim.username);
	};

	describe('every route with an id refuses one', () => {
		for (const [name, id] of Object.entries(ids))
			attack(name, {
				sends: () => Promise.all(withId.map((route) => ask(thief, route, id))),
				refusal: ours
			});
	});

	describe("every route with an id refuses somebody else's", () => {
		const things: Readonly<Record<string, () => Promise<string>>> = {
			session: async () => `${(await done(victim.api('GET', '/session'))).id}`,
			factor: async () => {
				const second = await person();
				await enrolApp(second, server.now());
				const [factor] = (await done(second.api('GET', '/factors'))) as unknown as { id: string }[];
				return `${factor?.id}`;
			},
			'enrolment under way': async () =>
				`${(await done(victim.api('POST', '/enrolments', { method: 'totp' }))).id}`,
			'step-up': async () => {
				const { challenge } = await done(victim.api('POST', '/step-up'));
				return (challenge as { id: string }).id;
			},
			'sign-in under way': async () => {
				const someone = await person();
				await enrolApp(someone, server.now());
				const { challenge } = await signIn(browser(), someone);
				return (challenge as { id: string }).id;
			},
			'code to get back in': async () => {
				const identifier = victim.username;
				return `${(await done(victim.api('POST', '/recovery/email', { identifier }))).id}`;
			},
			'proof of an address': async () =>
				`${(await done(victim.api('POST', '/email', { email: victim.email }))).id}`
		};
		for (const [name, make] of Object.entries(things)) {
			let id = '';
			attack(name, {
				given: async () => (id = await make()),
				sends: () =>
					Promise.all(
						[thief, browser()].flatMap((who) => withId.map((route) => ask(who, route, id)))
					),
				refusal: ours
			});
		}
	});

	const administrative = routes.filter(({ path }) => path.startsWith('/api/v1/admin/'));
	attack('every route of administrators refuses a member', {
		sends: () => Promise.all(administrative.map((route) => ask(thief, route, 'nothing'))),
		refusal: [403, 'access.admin_only']
	});
	attack('every route of administrators refuses somebody who is not signed in', {
		sends: () => Promise.all(administrative.map((route) => ask(browser(), route, 'nothing'))),
		refusal: [401, 'sessions.required']
	});

	describe('a browser that is half-way in reaches nothing', () => {
		const guarded = routes.filter(
			({ group, path }) =>
				group === 'account' ||
				group === 'admin' ||
				(group === 'api' &&
					!/accounts|challenges|sign-in|v1\/tokens|v1\/phone\/|v1\/recovery(\/|$)|openapi/.test(
						path
					) &&
					path !== '/api/v1/session')
		);
		test('of what asks for a session', async () => {
			const someone = await person();
			await enrolApp(someone, server.now());
			const halfWay = browser();
			await signIn(halfWay, someone);
			expect([...halfWay.cookies.keys()]).toEqual(['latchkey-attempt']);
			await withoutTrace(world, async () => {
				for (const route of guarded) {
					const { status, headers, body } = await ask(halfWay, route, 'nothing');
					const name = `${route.method} ${route.path}`;
					if (route.group === 'api') expect(status, name).toBe(401);
					else expect(headers.location, name).toMatch(/^\/sign-in\?next=/);
					expect(body, name).not.toContain(someone.username);
				}
			});
			expect(json(await halfWay.get('/api/v1/session')).code).toBe('sessions.required');
		});
	});

	test('a session below the level of its account is asked to step up by every sensitive route', async () => {
		const someone = await person();
		const low = browser();
		await signIn(low, someone);
		await enrolApp(someone, server.now());
		const sensitive = unsafeRoutes.filter(
			({ group, path, method }) =>
				group === 'api' &&
				/factors|enrolments|recovery-codes|password$|sessions|email$/.test(path) &&
				!/sign-in|\/admin\/|v1\/recovery\//.test(path) &&
				`${method} ${path}` !== 'POST /api/v1/email/[id]/answer'
		);
		expect(sensitive.length).toBeGreaterThan(7);
		const kept = async () => (await done(someone.api('GET', '/sessions'))) as unknown as object[];
		const before = await kept();
		for (const route of sensitive) {
			const answer = await ask(low, route, 'nothing');
			expect(json(answer), `${route.method} ${route.path}`).toMatchObject({
				status: 401,
				code: 'step-up-required'
			});
		}
		expect(await kept()).toHaveLength(before.length);
		await done(someone.api('POST', '/recovery-codes'));
	});
});
