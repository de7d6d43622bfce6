import { request as send, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';

import { hashSecret } from '#lib/server/core/secret.ts';
import type { Site } from '#lib/server/forward-auth/index.ts';
import { caller, enroller, member } from '#lib/server/people.fixture.ts';
import { openService, ORIGIN, type Service } from '#lib/server/testing.fixture.ts';

import { createTrust } from './client-address.ts';
import { forwardAuthRoutes } from './forward-auth-routes.ts';
import { createFrontServer } from './front-server.ts';

const APP = 'https://app.example.org';
const sites: readonly Site[] = [
	{
		origin: APP,
		rules: [
			{ path: '/', for: ['members'], aal: 1 },
			{ path: '/open', for: 'everybody', aal: 1 },
			{ path: '/vault', for: ['members'], aal: 2 },
			{ path: '/admin', for: ['admins'], aal: 1 }
		]
	},
	{ origin: 'http://local.localhost:8080', rules: [{ path: '/', for: 'accounts', aal: 1 }] }
];

const IDENTITY = ['remote-user', 'remote-name', 'remote-email', 'remote-groups', 'remote-aal'];
const VISIT = { accept: 'text/html,*/*;q=0.8' };

let service: Service;
let port: number;
let ada: Awaited<ReturnType<typeof member>>;

async function serve(proxies: readonly string[]) {
	const server = createFrontServer({
		origin: ORIGIN,
		beginRecord: () => ({ trace: { requestId: 'request-1' }, end: () => undefined }),
		clientAddress: () => '192.0.2.7',
		headers: { 'cache-control': 'no-store' },
		routes: forwardAuthRoutes({ ...service.app, trusts: createTrust(proxies) }),
		kit: (_, response) => void response.writeHead(404).end('"kit"'),
		onError: (error) => {
			throw error;
		}
	});
	onTestFinished(() => server.drain());
	return (await server.listen(0, '127.0.0.1')).port;
}

beforeEach(async () => {
	service = await openService({ sites });
	port = await serve(['127.0.0.1']);
	ada = await member(service);
	await service.administration.changeGroups({ caller }, ada.account, { add: ['members'] });
});

interface Answer {
	readonly status: number | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

function call(
	path: string,
	headers: Readonly<Record<string, string | string[]>> = {},
	{ method = 'GET', at = port } = {}
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		send({ port: at, host: '127.0.0.1', path, method, headers })
			.once('error', reject)
			.once('response', (response) => {
				const { statusCode: status, headers: got } = response;
				text(response).then((body) => resolve({ status, headers: got, body }), reject);
			})
			.end();
	});
}

/** As Traefik asks: docs of its ForwardAuth middleware. Caddy sends the same. */
const byTraefik = (target: string, of: Readonly<Record<string, string>> = {}) => {
	const url = URL.parse(target);
	return {
		'x-forwarded-method': 'GET',
		'x-forwarded-proto': url?.protocol.slice(0, -1) ?? '',
		'x-forwarded-host': url?.host ?? '',
		'x-forwarded-uri': target.slice(url?.origin.length),
		'x-forwarded-for': '203.0.113.9',
		...VISIT,
		...of
	};
};
const byNginx = (target: string, of: Readonly<Record<string, string>> = {}) => ({
	'x-original-url': target,
	'x-original-method': 'GET',
	...VISIT,
	...of
});
const ask = (headers: Readonly<Record<string, string | string[]>>) =>
	call('/forward-auth', headers);
const codeIn = ({ body }: Answer) => (JSON.parse(body) as { code: string }).code;
const onSite = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'app.example.org' };
const cookieOf = ({ headers }: Answer, name: string) =>
	headers['set-cookie']?.find((line) => line.startsWith(`${name}=`));

async function passed(): Promise<string> {
	const session = await service.sessions.check(ada.token);
	const [site] = sites;
	if (!session || !site) throw new Error('There is nobody, or no site.');
	const secret = 'B'.repeat(43);
	const given = { site, state: hashSecret(secret), to: '/page?a=1&b=2' };
	const code = await service.forwardAuth.offer(session, given);
	const way = { ...onSite, cookie: `__Host-latchkey-way-in=${secret}` };
	const entered = await call(`/.latchkey/enter?code=${code}`, way);
	expect([entered.status, entered.headers.location]).toEqual([303, `${APP}/page?a=1&b=2`]);
	const cookie = cookieOf(entered, '__Host-latchkey-pass') ?? '';
	expect(cookie.split('; ').slice(1)).toEqual(['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']);
	return cookie.split('; ')[0] ?? '';
}

describe('who is signed in', () => {
	test('is told by headers, all of them, to each proxy', async () => {
		const cookie = await passed();
		for (const headers of [byTraefik(`${APP}/`, { cookie }), byNginx(`${APP}/`, { cookie })]) {
			const { status, headers: got } = await ask(headers);
			expect(status).toBe(200);
			expect(IDENTITY.map((name) => got[name])).toEqual(['ada', 'ada', '', 'members', '1']);
		}
	});

	test('is told in UTF-8, in one line', async () => {
		const cookie = await passed();
		await service.profiles.change(enroller(ada), { displayName: 'Zoë 🦊' });
		const nameOf = async () =>
			(await ask(byTraefik(`${APP}/`, { cookie }))).headers['remote-name']?.toString() ?? '';
		await expect.poll(async () => Buffer.from(await nameOf(), 'latin1').toString()).toBe('Zoë 🦊');
	});

	test('is sent to prove more, and turned away where their groups do not do', async () => {
		const cookie = await passed();
		const vault = await ask(byTraefik(`${APP}/vault/1`, { cookie }));
		expect(vault.headers.location).toBe(`${APP}/.latchkey/sign-in?to=%2Fvault%2F1`);
		const called = await ask(byTraefik(`${APP}/vault`, { cookie, accept: 'application/json' }));
		expect([called.status, codeIn(called)]).toEqual([401, 'step-up-required']);
		const admin = await ask(byTraefik(`${APP}/admin`, { cookie, 'accept-language': 'de' }));
		expect([admin.status, admin.headers['content-type']]).toEqual([403, 'text/html;charset=utf-8']);
		expect(admin.body).toContain('lang="de"');
		const plain = await ask(byTraefik(`${APP}/admin`, { cookie, accept: '*/*' }));
		expect([plain.status, codeIn(plain)]).toEqual([403, 'forward_auth.not_for_you']);
		expect((await ask(byNginx(`${APP}/admin`, { cookie }))).status).toBe(403);
	});

	test('is out of a group at the next request', async () => {
		const cookie = await passed();
		const statusOf = async () => (await ask(byTraefik(`${APP}/`, { cookie }))).status;
		expect(await statusOf()).toBe(200);
		await service.administration.changeGroups({ caller }, ada.account, { remove: ['members'] });
		expect(await statusOf()).toBe(403);
	});
});

describe('who is not signed in', () => {
	test('is sent to sign in, and back: by Traefik and Caddy at once, by nginx in its own way', async () => {
		const location = `${APP}/.latchkey/sign-in?to=%2Fa%3Fb%3D1%26c%3D2`;
		const sent = await ask(byTraefik(`${APP}/a?b=1&c=2`));
		expect([sent.status, sent.headers.location]).toEqual([302, location]);
		const told = await ask(byNginx(`${APP}/a?b=1&c=2`));
		expect([told.status, told.headers.location]).toEqual([401, location]);
	});

	test.each<[string, Record<string, string>]>([
		['a program', { accept: 'application/json' }],
		['whoever takes anything', { accept: '*/*' }],
		['a script', { 'x-requested-with': 'XMLHttpRequest' }],
		['fetch', { 'sec-fetch-mode': 'cors' }],
		['an image', { 'sec-fetch-mode': 'no-cors' }],
		['a form that is sent', { 'x-forwarded-method': 'POST', 'x-original-method': 'POST' }],
		['a WebSocket', { upgrade: 'websocket', connection: 'Upgrade' }]
	])('%s gets 401 and is sent nowhere', async (_, of) => {
		for (const headers of [byTraefik(`${APP}/`, of), byNginx(`${APP}/`, of)]) {
			const answer = await ask(headers);
			expect([answer.status, codeIn(answer)]).toEqual([401, 'sessions.required']);
			expect(answer.headers.location).toBeUndefined();
		}
	});

	test('sees what is open to everybody, as nobody', async () => {
		const spoofed = Object.fromEntries(IDENTITY.map((name) => [name, 'admin']));
		const { status, headers } = await ask(byTraefik(`${APP}/open`, spoofed));
		expect(status).toBe(200);
		expect(IDENTITY.map((name) => headers[name])).toEqual(['', '', '', '', '']);
	});

	test('by a session of this service is not signed in on a site', async () => {
		const cookie = `__Host-latchkey=${ada.token}; __Host-latchkey-pass=${ada.token}`;
		expect((await ask(byTraefik(`${APP}/`, { cookie }))).status).toBe(302);
	});
});

describe('a proxy', () => {
	test('is believed only if it is trusted', async () => {
		const cookie = await passed();
		const at = await serve([]);
		const headers = byTraefik(`${APP}/`, { cookie });
		for (const path of ['/forward-auth', '/.latchkey/sign-in', '/.latchkey/enter?code=x']) {
			const answer = await call(path, headers, { at });
			expect([answer.status, codeIn(answer)]).toEqual([403, 'forward_auth.not_a_proxy']);
			expect(answer.headers['remote-user']).toBeUndefined();
		}
	});

	test.each<[string, Readonly<Record<string, string | string[]>>]>([
		['says nothing', VISIT],
		['says it in both ways', { ...byTraefik(`${APP}/`), ...byNginx(`${APP}/open`) }],
		['says no method', { ...byTraefik(`${APP}/`), 'x-forwarded-method': '' }],
		['says no host', { ...byTraefik(`${APP}/`), 'x-forwarded-host': '' }],
		['says no scheme', { ...byTraefik(`${APP}/`), 'x-forwarded-proto': '' }],
		['says two schemes', { ...byTraefik(`${APP}/`), 'x-forwarded-proto': 'https, http' }],
		[
			'says two hosts',
			{ ...byTraefik(`${APP}/`), 'x-forwarded-host': 'a.example, app.example.org' }
		],
		[
			'says a host in disguise',
			{ ...byTraefik(`${APP}/`), 'x-forwarded-host': 'app.example.org/@a' }
		],
		[
			'says who is who in the host',
			{ ...byTraefik(`${APP}/`), 'x-forwarded-host': 'a@app.example.org' }
		],
		['says no path', { ...byTraefik(`${APP}/`), 'x-forwarded-uri': 'open' }],
		[
			'says a whole address for a path',
			{ ...byTraefik(`${APP}/`), 'x-forwarded-uri': `${APP}/open` }
		],
		['says another scheme', byNginx('ftp://app.example.org/')],
		['says a name before the host', byNginx('https://a@app.example.org/open')],
		['says a backslash', byNginx('https://app.example.org\\@evil.example/')],
		['says it twice', { ...byNginx(''), 'x-original-url': [`${APP}/open`, `${APP}/`] }]
	])('that %s gets nobody in', async (_, headers) => {
		const answer = await ask(headers);
		expect(answer.status).toBeGreaterThanOrEqual(400);
		expect(answer.headers['remote-user']).toBeUndefined();
		expect(codeIn(answer)).toMatch(/^forward_auth\.(unclear|not_for_you)$/);
	});

	test.each([
		'https://evil.example/',
		`${APP}:8443/`,
		'http://app.example.org/',
		`${APP}.evil.example/`
	])('asks about %s in vain, which is no site', async (target) => {
		for (const headers of [byTraefik(target), byNginx(target)]) {
			const answer = await ask(headers);
			expect([answer.status, codeIn(answer)]).toEqual([404, 'forward_auth.unknown_site']);
		}
	});

	test.each(['https://APP.example.org:443/open', `${APP}/open?x=//../admin`])(
		'spells a site as it likes: %s',
		async (target) => {
			expect((await ask(byNginx(target))).status).toBe(200);
		}
	);

	test.each(['/open/../', '//', '/open/%2e%2e/x', '/open%2f..', '/open;/../', '/OPEN', '/open/.'])(
		'passes on %s, which opens nothing',
		async (path) => {
			for (const headers of [
				{ ...byTraefik(`${APP}/`), 'x-forwarded-uri': path },
				byNginx(APP + path)
			]) {
				const answer = await ask(headers);
				expect(answer.status).toBe(403);
			}
		}
	);

	test('of a WebSocket names its scheme, and its answer is a status', async () => {
		const cookie = await passed();
		const upgrade = { cookie, upgrade: 'websocket', connection: 'Upgrade' };
		const headers = byTraefik(`${APP}/socket`, { ...upgrade, 'x-forwarded-proto': 'wss' });
		expect((await ask(headers)).status).toBe(200);
	});
});

describe('on the site', () => {
	test('a browser begins to sign in: it keeps a secret there, of which this service gets the hash', async () => {
		const begun = await call('/.latchkey/sign-in?to=%2Fa%3Fb%3D1', onSite);
		const cookie = cookieOf(begun, '__Host-latchkey-way-in') ?? '';
		const [, secret = ''] = /^[^=]+=([\w-]{43});/.exec(cookie) ?? [];
		const address = new URL(begun.headers.location ?? '');
		expect(address.origin + address.pathname).toBe(`${ORIGIN}/forward-auth/sign-in`);
		expect(Object.fromEntries(address.searchParams)).toEqual({
			site: APP,
			state: hashSecret(secret),
			to: '/a?b=1'
		});
		const again = await call('/.latchkey/sign-in', {
			...onSite,
			cookie: cookie.split(';')[0] ?? ''
		});
		expect(again.headers.location).toContain(hashSecret(secret));
	});

	test.each([
		'https://evil.example/',
		'//evil.example',
		'/\\evil.example',
		'x',
		'/.latchkey/sign-in'
	])('it is sent back to no %s', async (to) => {
		const begun = await call(`/.latchkey/sign-in?to=${encodeURIComponent(to)}`, onSite);
		expect(new URL(begun.headers.location ?? '').searchParams.get('to')).toBe('/');
	});

	test('somebody else’s code opens nothing in a browser that has not begun with it', async () => {
		const [site] = sites;
		if (!site) throw new Error('There is no site.');
		const { session } = enroller(ada);
		const state = hashSecret('C'.repeat(43));
		const code = await service.forwardAuth.offer(session, { site, state, to: '/' });
		for (const cookie of ['', `__Host-latchkey-way-in=${'D'.repeat(43)}`]) {
			const answer = await call(`/.latchkey/enter?code=${code}`, { ...onSite, cookie });
			expect(answer.status).toBe(410);
			expect(answer.headers['set-cookie']).toBeUndefined();
			expect(answer.headers['content-type']).toContain('text/html');
		}
	});

	test('signing out ends the session, if a page of the site asks for it', async () => {
		const cookie = await passed();
		const post = (headers: Record<string, string>) =>
			call('/.latchkey/sign-out', { ...onSite, cookie, ...headers }, { method: 'POST' });
		for (const headers of [
			{},
			{ origin: 'https://evil.example' },
			{ origin: APP, 'sec-fetch-site': 'cross-site' }
		]) {
			const refused = await post(headers);
			expect([refused.status, codeIn(refused)]).toEqual([403, 'request.cross_site']);
		}
		expect(await service.sessions.check(ada.token)).toBeDefined();
		expect((await call('/.latchkey/sign-out', { ...onSite, cookie })).status).toBe(200);
		expect(await service.sessions.check(ada.token)).toBeDefined();
		const done = await post({ origin: APP });
		expect([done.status, done.headers.location]).toEqual([303, `${APP}/.latchkey/signed-out`]);
		expect(cookieOf(done, '__Host-latchkey-pass')).toContain('Max-Age=0');
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect((await ask(byTraefik(`${APP}/`, { cookie }))).status).toBe(302);
	});

	test('on http://localhost cookies go without what browsers want of https', async () => {
		const local = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'local.localhost:8080' };
		const begun = await call('/.latchkey/sign-in', local);
		expect(cookieOf(begun, 'latchkey-way-in')).not.toContain('Secure');
	});

	test.each(['', 'nothing', 'sign-in/', '../forward-auth', '__proto__', 'constructor'])(
		'there is nothing at /.latchkey/%s',
		async (path) => {
			expect((await call(`/.latchkey/${path}`, onSite)).status).toBe(404);
		}
	);
});

test('where no site is named, nothing is answered', () => {
	const app = { ...service.app, config: { ...service.app.config, sites: [] } };
	expect(forwardAuthRoutes({ ...app, trusts: () => true })).toEqual([]);
});
