/** Sites behind a proxy: what a browser claims of itself, ways around rules, and what other sites try. */
import { describe, expect, test } from 'vitest';

import { attacksOn } from './support/attack.ts';
import { json } from './support/http.ts';
import {
	at,
	IDENTITY,
	locationOf,
	openSites,
	OTHER,
	PASS,
	refusedFor,
	SITE
} from './support/sites.ts';
import { BOTH } from './support/world.ts';

describe.each(BOTH)('on %s', async (stores) => {
	const world = await openSites(stores);
	const { ask, browser, passOf, person, victim } = world;
	const attack = attacksOn(world);
	const pass = await passOf(victim);
	const eve = await person();
	const own = await passOf(eve);
	const honest = async () => [await ask(pass), await victim.get('/api/v1/session')];

	describe('what a browser says of itself', () => {
		test('never stands: each header that tells who it is comes from here', async () => {
			const spoofed = Object.fromEntries(IDENTITY.map((name) => [name, 'root']));
			const told = await ask(own, spoofed);
			expect(IDENTITY.map((name) => told.headers[name])).toEqual([
				eve.username,
				eve.username,
				'',
				'',
				'1'
			]);
			const open = await ask('', { ...spoofed, path: '/open' });
			expect(IDENTITY.map((name) => open.headers[name])).toEqual(['', '', '', '', '']);
		});
		attack('gets it into no group, and to no level', {
			sends: () =>
				Promise.all(
					['remote-groups', 'x-forwarded-groups', 'remote-aal'].flatMap((name) => [
						ask(own, { path: '/admin', [name]: 'admins' }),
						ask(own, { path: '/admin/', [name]: '2' })
					])
				),
			refusal: refusedFor(403, 'forward_auth.not_for_you'),
			honest
		});
		attack('proves no second factor', {
			sends: () =>
				Promise.all(['/vault', '/vault/x'].map((path) => ask(own, { path, 'remote-aal': '2' }))),
			refusal: (answer) =>
				expect([answer.status, json(answer).code]).toEqual([401, 'step-up-required']),
			honest
		});
	});

	describe('a rule is not gone around', () => {
		const around = [
			'/open/../admin',
			'/open/%2e%2e/admin',
			'/open%2f..%2fadmin',
			'/open;/../admin',
			'//admin',
			'/open/./x',
			'/open\\..\\admin',
			'/%61dmin/..',
			'/open%00/x',
			'/open/%252e%252e/admin'
		];
		attack('by a path that somebody else may read otherwise', {
			sends: () => Promise.all(around.map((path) => ask('', { path }))),
			refusal: (answer) => {
				expect([401, 403, 400], String(answer.sent.headers?.['x-forwarded-uri'])).toContain(
					answer.status
				);
				expect(answer.headers['remote-user'] ?? '').toBe('');
			},
			honest
		});
		attack('by both ways to ask at once', {
			sends: () =>
				Promise.all(
					[`${SITE}/open`, `${SITE}/`].map((url) =>
						ask('', { 'x-original-url': url, 'x-original-method': 'GET' })
					)
				),
			refusal: refusedFor(400, 'forward_auth.unclear'),
			honest
		});
		attack('by a host that is no site', {
			sends: () =>
				Promise.all(
					[
						'http://evil.example',
						'http://notes.localhost:8081',
						'https://notes.localhost:8080',
						'https://notes.localhost'
					].map((origin) => ask(pass, { origin }))
				),
			refusal: refusedFor(404, 'forward_auth.unknown_site'),
			honest
		});
	});

	describe('another site', () => {
		attack('signs nobody out', {
			sends: () =>
				Promise.all(
					[
						{},
						{ origin: 'https://evil.example' },
						{ origin: OTHER },
						{ origin: SITE, 'sec-fetch-site': 'cross-site' }
					].map((own) =>
						browser().send({
							method: 'POST',
							path: '/.latchkey/sign-out',
							headers: { ...at(SITE), cookie: `${PASS}=${pass}`, ...own }
						})
					)
				),
			refusal: refusedFor(403, 'request.cross_site'),
			honest
		});
		test('is nowhere that anybody is sent to', async () => {
			for (const to of [
				'https://evil.example/',
				'//evil.example',
				'/\\evil.example',
				'/%09/evil.example',
				'/.latchkey/enter?code=x'
			]) {
				const begun = await browser().get(
					`/.latchkey/sign-in?to=${encodeURIComponent(to)}`,
					at(SITE)
				);
				expect(locationOf(begun).origin).toBe(world.origin);
				const next = new URL(locationOf(begun).searchParams.get('to') ?? '', SITE);
				expect([next.origin, next.pathname.startsWith('/.latchkey/')], to).toEqual([SITE, false]);
			}
		});
		attack('gets no code of who is signed in', {
			sends: () =>
				Promise.all(
					['https://evil.example', `${SITE}@evil.example`, `${SITE}/`, ''].map((site) =>
						victim.get(
							`/forward-auth/sign-in?${new URLSearchParams({ site, state: 'A'.repeat(43), to: '/' })}`
						)
					)
				),
			refusal: (answer) => {
				expect(answer.status).toBe(404);
				expect(answer.headers.location).toBeUndefined();
			},
			honest
		});
	});
});
