/** Pages that are no client's, clients that nobody has named, and cookies that come along. */
import { describe, expect, test } from 'vitest';

import { attacksOn, expectRefusal, withoutTrace } from './support/attack.ts';
import { cookieHeader } from './support/browser.ts';
import { callBy, openClients, refreshBy, sessionBy, signInBy } from './support/clients.ts';
import type { Answer, Headers } from './support/http.ts';

const worlds = await openClients();
const NOT_NAMED = [403, 'clients.not_accepted'] as const;
const CROSS_SITE = [403, 'request.cross_site'] as const;

const strangers = [
	'https://evil.example',
	'https://notes.example.evil.example',
	'https://evil-notes.example',
	'https://sub.notes.example',
	'http://notes.example',
	'https://notes.example:8443',
	'https://notes.example/',
	'https://NOTES.example',
	'https://notes.example, https://evil.example',
	'https://evil.example https://notes.example',
	'null',
	'',
	'*'
];

describe.each(worlds)('on $stores', async ({ world }) => {
	const { victim, origin } = world;
	const attack = attacksOn(world);
	const ada = await world.person();
	const pair = await signInBy(world, ada);
	const honest = async () => [await sessionBy(world, pair.accessToken)];
	const password = { identifier: ada.username, password: ada.password, staySignedIn: false };
	const mayRead = ({ headers }: Answer): boolean => 'access-control-allow-origin' in headers;

	/** Every call of a client's, with these headers. */
	const all = (headers: Headers): Promise<readonly Answer[]> =>
		Promise.all([
			callBy(world, '/sign-in/password', { headers, body: password }),
			callBy(world, '/tokens', { headers, body: { code: 'x' } }),
			refreshBy(world, pair.refreshToken, { headers }),
			callBy(world, '/tokens/revoke', { headers, body: { refreshToken: pair.refreshToken } }),
			sessionBy(world, pair.accessToken, { headers })
		]);

	describe('a call is refused', () => {
		attack('from a page of another origin, however it is spelled', {
			sends: async () => (await Promise.all(strangers.map((from) => all({ origin: from })))).flat(),
			refusal: (answer) => {
				expectRefusal(answer, NOT_NAMED);
				expect(mayRead(answer)).toBe(false);
			},
			honest
		});
		attack('from the page of another client', {
			sends: () => all({ origin: 'https://bank.example' }),
			refusal: NOT_NAMED,
			honest
		});
		attack('from a page of this service, by the name of a client', {
			sends: () => all({ origin }),
			refusal: NOT_NAMED,
			honest
		});
		attack('by a client that nobody has named', {
			sends: async () => {
				const names = ['', 'Notes', 'unknown', '*', '__proto__', 'notes, notes', 'notés'];
				const both = ['notes', 'bank'];
				const calls = [...names, both, both.toReversed()].map((name) =>
					all({ 'latchkey-client': name })
				);
				return (await Promise.all(calls)).flat();
			},
			refusal: NOT_NAMED,
			honest
		});
	});

	test('a page of a client that does not say its name is a page of another site', async () => {
		await withoutTrace(
			world,
			async () => {
				for (const answer of await all({ 'latchkey-client': undefined })) {
					const { method } = answer.sent;
					expectRefusal(answer, method === 'GET' ? [401, 'clients.required'] : CROSS_SITE);
				}
			},
			honest
		);
	});

	describe('a cookie that comes along', () => {
		const cookie = () => cookieHeader(victim.cookies);

		test('is not looked at', async () => {
			await withoutTrace(
				world,
				async () => {
					for (const from of ['https://notes.example', undefined]) {
						const headers = { cookie: cookie(), origin: from };
						const answers = [
							await callBy(world, '/session', { method: 'GET', headers }),
							await callBy(world, '/account', { method: 'GET', headers }),
							await callBy(world, '/factors', { method: 'GET', headers }),
							await callBy(world, '/session', { method: 'DELETE', headers }),
							await callBy(world, '/sessions', { method: 'DELETE', headers }),
							await callBy(world, '/recovery-codes', { headers })
						];
						for (const answer of answers) {
							expect([204, 401, 404, 405]).toContain(answer.status);
							expect(answer.body).not.toContain(victim.username);
							expect(answer.cookies).toEqual([]);
						}
						expectRefusal(await callBy(world, '/tokens/session', { method: 'GET', headers }), [
							401,
							'tokens.not_accepted'
						]);
					}
				},
				honest
			);
			expect((await victim.get('/api/v1/session')).status).toBe(200);
		});

		test('does nothing for a page of a client that does not say its name', async () => {
			await withoutTrace(
				world,
				async () => {
					const headers = { cookie: cookie(), 'latchkey-client': undefined };
					for (const [method, path] of [
						['DELETE', '/session'],
						['POST', '/step-up'],
						['POST', '/recovery-codes']
					] as const)
						expectRefusal(await callBy(world, path, { method, headers }), CROSS_SITE);
					// What is safe is answered, as by a link; the browser tells the page nothing that has no leave to see it with cookies.
					const read = await callBy(world, '/session', { method: 'GET', headers });
					expect(read.headers['access-control-allow-credentials']).toBeUndefined();
				},
				honest
			);
		});

		test('is no session either where a client carries what a browser keeps', async () => {
			const kept = Buffer.from(JSON.stringify([...victim.cookies])).toString('base64url');
			await withoutTrace(
				world,
				async () => {
					const headers = { 'latchkey-kept': kept };
					const answer = await callBy(world, '/session', { method: 'GET', headers });
					expectRefusal(answer, [401, 'sessions.required']);
					const [secret = ''] = [...victim.cookies.values()];
					const back = `${answer.headers['latchkey-kept'] as string}`;
					expect(Buffer.from(back, 'base64url').toString()).not.toContain(secret);
				},
				honest
			);
		});
	});

	describe('a browser that asks first', () => {
		const ask = (from: string | undefined, path: string, method = 'POST'): Promise<Answer> =>
			world.browser().send({
				method: 'OPTIONS',
				path,
				headers: {
					origin: from,
					'access-control-request-method': method,
					'access-control-request-headers': 'latchkey-client, authorization, content-type'
				}
			});
		const paths = ['', '/refresh', '/revoke', '/session'].map((end) => `/api/v1/tokens${end}`);

		test('for a page of no client hears no leave', async () => {
			await withoutTrace(
				world,
				async () => {
					for (const path of paths)
						for (const from of [...strangers, undefined]) {
							const { headers } = await ask(from, path);
							const leave = Object.keys(headers).filter((name) =>
								name.startsWith('access-control')
							);
							expect(leave, `${from} ${path}`).toEqual([]);
						}
				},
				honest
			);
		});

		test('for a page of a client hears it for the API alone, and never with cookies', async () => {
			const from = 'https://notes.example';
			for (const path of paths) {
				const { status, headers } = await ask(from, path);
				expect(status).toBe(204);
				expect(headers['access-control-allow-origin']).toBe(from);
				expect(headers['access-control-allow-credentials']).toBeUndefined();
				expect(headers['vary']).toMatch(/\borigin\b/i);
			}
			for (const path of [
				'/',
				'/security',
				'/sign-in',
				'/api/v2/tokens',
				'//api/v1/tokens',
				'/x/../api/v1/tokens'
			])
				expect(mayRead(await ask(from, path)), path).toBe(false);
		});
	});
});
