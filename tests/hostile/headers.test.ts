/** What every answer carries, whoever gives it and whatever it says. ASVS 5.0 §3.3, §3.4. */
import { describe, expect, test } from 'vitest';

import { send, sendRaw, type Answer, type Sent } from './support/http.ts';
import { newPerson } from '../support/person.ts';
import { createBrowser } from './support/browser.ts';
import { openWorld } from './support/world.ts';

const SECURE = 'https://id.example.org';
const world = await openWorld({
	environment: { LATCHKEY_ORIGIN: SECURE, LATCHKEY_THROTTLE_SCALE: '1' }
});
const { port } = world.server;
const { victim } = world;
const plain = await openWorld();

const to = (sent: Sent): Promise<Answer> => send(port, sent);
const raw = async (bytes: string): Promise<Answer> => {
	const [answer] = await sendRaw(port, bytes);
	if (!answer) throw new Error('There was no answer.');
	return answer;
};
const asset = async (): Promise<string> =>
	/_app\/immutable\/[^"]+\.css/.exec((await to({ path: '/sign-in' })).body)?.[0] ?? '';

const answers: Readonly<Record<string, () => Promise<Answer>>> = {
	'a page': () => to({ path: '/sign-in' }),
	'a page of an account': () => victim.get('/security'),
	'a page of administrators': () => victim.get('/admin'),
	'the data of a page': () => victim.get('/security/__data.json'),
	'the head of a page': () => to({ method: 'HEAD', path: '/sign-in' }),
	'a redirect': () => to({ path: '/security' }),
	'a page that there is not': () => to({ path: '/nothing' }),
	'a call of the API': () => victim.get('/api/v1/sessions'),
	'the session check': () => victim.get('/api/v1/session'),
	'a refusal of the session check': () => to({ path: '/api/v1/session' }),
	'a refusal of the API': () => to({ path: '/api/v1/factors' }),
	'a call that there is not': () => to({ path: '/api/v1/nothing' }),
	'a method that there is not': () => to({ method: 'OPTIONS', path: '/api/v1/session' }),
	'a refused origin': () => to({ method: 'POST', path: '/api/v1/step-up' }),
	'a refused form': () =>
		to({ method: 'POST', path: '/sign-in', headers: { 'content-type': 'text/plain' }, body: 'a' }),
	'the description of the API': () => to({ path: '/api/v1/openapi.json' }),
	'a well-known address': () => to({ path: '/.well-known/webauthn' }),
	'a file': () => to({ path: '/favicon.svg' }),
	'a file of the build': async () => to({ path: `/${await asset()}` }),
	'a file that there is not': () => to({ path: '/_app/immutable/nothing.js' }),
	'a file by the wrong method': () => to({ method: 'POST', path: '/favicon.svg' }),
	'a part of a file': () => to({ path: '/favicon.svg', headers: { range: 'bytes=0-9' } }),
	health: () => to({ path: '/healthz' }),
	readiness: () => to({ path: '/readyz' }),
	'a path that cannot be read': () => to({ path: '/%ff' }),
	'a target that is no path': () =>
		raw('GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
	TRACE: () => to({ method: 'TRACE', path: '/' }),
	'what is no HTTP': () => raw('nonsense\r\n\r\n'),
	'a head that is too large': () => to({ path: '/', headers: { a: 'b'.repeat(17_000) } }),
	'what Kit alone would ask for': () => to({ path: '/_app/remote/x' }),
	'a reserved parameter': () => to({ path: '/sign-in?x-sveltekit-a=1' })
};

/** `x-sveltekit-version` names the build, so that a page that was opened before it can tell. */
const CHATTER = /^(server|x-powered-by|x-sveltekit(?!-version)|via|access-control)/;

describe('over https the answer is hardened that is', () => {
	test.each(Object.entries(answers))('%s', async (name, get) => {
		const { headers } = await get();
		expect(headers).toMatchObject({
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-resource-policy': 'same-origin',
			'referrer-policy': 'same-origin',
			'strict-transport-security': 'max-age=31536000; includeSubDomains',
			'x-content-type-options': 'nosniff',
			'x-frame-options': 'DENY'
		});
		expect(headers['permissions-policy']).toMatch(/camera=\(\)/);
		const csp = headers['content-security-policy'] ?? '';
		expect(csp).toMatch(/frame-ancestors 'none'/);
		expect(csp).toMatch(/default-src '(none|self)'/);
		expect(csp).toMatch(/base-uri 'none'/);
		expect(csp).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|default-src[^;]*unsafe|\*/);
		expect(Object.keys(headers).filter((each) => CHATTER.test(each))).toEqual([]);
		const isBuilt = name === 'a file of the build';
		expect(headers['cache-control']).toMatch(isBuilt ? /immutable/ : /no-store|max-age=0/);
	});
});

test('no nonce comes twice, and each stands on every script of its page', async () => {
	const pages = await Promise.all(Array.from({ length: 20 }, () => victim.get('/security')));
	const nonces = pages.map(({ headers, body }) => {
		const [, nonce = ''] = /'nonce-([^']+)'/.exec(String(headers['content-security-policy'])) ?? [];
		expect(nonce).toMatch(/^[\w+/]{22}==$/);
		for (const [tag] of body.matchAll(/<script\b[^>]*>/g)) expect(tag).toContain(nonce);
		return nonce;
	});
	expect(new Set(nonces).size).toBe(pages.length);
});

test('on http the transport is not forced', async () => {
	const { headers } = await plain.browser().get('/sign-in');
	expect(headers['strict-transport-security']).toBeUndefined();
});

test('no origin is let in, not even ours, asked before or not', async () => {
	for (const origin of [SECURE, 'https://evil.example', 'null']) {
		const asked = {
			origin,
			'access-control-request-method': 'DELETE',
			'access-control-request-headers': 'x-a'
		};
		for (const sent of [
			{ path: '/api/v1/session' },
			{ method: 'OPTIONS', path: '/api/v1/session' },
			{ path: '/sign-in' }
		]) {
			const { headers } = await to({ ...sent, headers: asked });
			expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
		}
	}
});

describe('over https every cookie is one of this host alone', () => {
	test.each(['sign-up', 'a half-way sign-in', 'signing out', 'a language'])(
		'after %s',
		async (what) => {
			const browser = createBrowser({ port, origin: SECURE });
			const person = newPerson();
			const signUp = () => browser.api('POST', '/accounts', person);
			const given: Readonly<Record<string, () => Promise<Answer>>> = {
				'sign-up': signUp,
				'a half-way sign-in': () => browser.api('POST', '/sign-in/passkey/options', {}),
				'signing out': async () => {
					await signUp();
					return browser.form('/sign-out');
				},
				'a language': () => browser.form('/language', { locale: 'de', next: '/' })
			};
			const { cookies } = (await given[what]?.()) ?? { cookies: [] };
			expect(cookies.length).toBeGreaterThan(0);
			for (const cookie of cookies) {
				expect(cookie).toMatch(/^__Host-latchkey[\w-]*=/);
				const attributes = cookie.split('; ').slice(1);
				expect(attributes).toEqual(
					expect.arrayContaining(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax'])
				);
				expect(attributes.join().toLowerCase()).not.toContain('domain');
			}
		}
	);

	test('and a cookie without the prefix is not read', async () => {
		const token = `${victim.cookies.get('__Host-latchkey')}`;
		const told = await to({ path: '/api/v1/session', headers: { cookie: `latchkey=${token}` } });
		expect(told.status).toBe(401);
	});
});

describe('what is personal is kept by nobody, however it is asked for:', () => {
	const personal = [
		'/',
		'/security',
		'/sessions',
		'/activity',
		'/profile',
		'/admin',
		'/api/v1/session',
		'/api/v1/sessions',
		'/api/v1/factors',
		'/api/v1/activity'
	];
	test.each([
		['with a range', { range: 'bytes=0-9' }],
		['with two ranges', { range: 'bytes=0-1,4-5' }],
		['if it was changed', { 'if-modified-since': 'Mon, 01 Jan 2001 00:00:00 GMT' }],
		['if it is not any', { 'if-none-match': '*' }],
		['from a cache only', { 'cache-control': 'only-if-cached' }],
		['old', { 'cache-control': 'max-stale=99999' }],
		['packed', { 'accept-encoding': 'gzip, br' }]
	])('%s', async (_, headers) => {
		for (const path of personal) {
			const answer = await victim.get(path, headers);
			expect(answer.headers['cache-control'], path).toBe('no-store');
			expect(answer.headers['accept-ranges'], path).toBeUndefined();
			expect(answer.status, path).toBe(200);
			expect(answer.headers['content-encoding'], path).toBeUndefined();
		}
	});
});
