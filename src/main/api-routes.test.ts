import { request as send, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

import { expect, onTestFinished, test } from 'vitest';

import type { Trace } from '#lib/server/http/trace.ts';
import {
	addTotp,
	authenticator,
	member,
	PASSWORD,
	passkeyMember
} from '#lib/server/people.fixture.ts';
import { openService, ORIGIN } from '#lib/server/testing.fixture.ts';

import { apiRoutes } from './api-routes.ts';
import { createFrontServer } from './front-server.ts';

const SIGN_IN = '/api/v1/sign-in/password';
const GONE = 'sign_in.ceremony_gone';
const SET = { Path: '/', HttpOnly: true, Secure: true, SameSite: 'Lax' };

async function open() {
	const service = await openService();
	const traces: Trace[] = [];
	const errors: unknown[] = [];
	const server = createFrontServer({
		origin: ORIGIN,
		beginRecord() {
			const trace: Trace = { requestId: `request-${traces.length + 1}` };
			traces.push(trace);
			return { trace, end: () => undefined };
		},
		clientAddress: () => '192.0.2.7',
		headers: { 'cache-control': 'no-store' },
		routes: apiRoutes(service.app),
		kit: (_, response) => void response.end('"kit"'),
		onError: (error) => void errors.push(error)
	});
	onTestFinished(() => server.drain());
	const { port } = await server.listen(0, '127.0.0.1');
	return { service, traces, errors, port };
}

interface Call {
	readonly path?: string;
	readonly method?: string;
	readonly headers?: Readonly<Record<string, string>>;
	readonly cookie?: string;
	readonly body?: string | object;
}

interface Answer {
	readonly status: number | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly body: Readonly<Record<string, unknown>>;
	/** What a browser sends with its next request. */
	readonly cookie: string;
}

function call(
	port: number,
	{ path = SIGN_IN, method = 'POST', headers, cookie = '', body = {} }: Call
): Promise<Answer> {
	const own = {
		origin: ORIGIN,
		'content-type': 'application/json',
		'user-agent': 'Test/1.0',
		...(cookie && { cookie }),
		...headers
	};
	return new Promise((resolve, reject) => {
		send({ port, host: '127.0.0.1', path, method, headers: own })
			.once('error', reject)
			.once('response', (response) => {
				const { statusCode: status, headers: got } = response;
				const pairs = (got['set-cookie'] ?? []).map((each) => each.split(';', 1)[0] ?? '');
				const answered = (said: string) => ({
					status,
					headers: got,
					body: JSON.parse(said) as Answer['body'],
					cookie: pairs.join('; ')
				});
				text(response).then((said) => resolve(answered(said)), reject);
			})
			.end(typeof body === 'string' ? body : JSON.stringify(body));
	});
}

const ada = { identifier: 'ada', password: PASSWORD };

/** The attributes of each cookie that was set, by name. */
function cookiesOf({ headers }: Answer): Record<string, Record<string, unknown>> {
	const all = (headers['set-cookie'] ?? []).map((line) => {
		const [pair = '', ...attributes] = line.split('; ');
		const entries = attributes.map((each) => {
			const [name = '', value = true] = each.split('=');
			return [name, value] as const;
		});
		return [pair.split('=')[0] ?? '', Object.fromEntries(entries)] as const;
	});
	return Object.fromEntries(all);
}

test('a password signs in: the session is told, its token is in a cookie alone', async () => {
	const { service, port, traces } = await open();
	const { account } = await member(service);
	const answer = await call(port, { body: { ...ada, staySignedIn: true } });
	expect(answer).toMatchObject({
		status: 200,
		body: { status: 'signed-in', session: { account, isCurrent: true } }
	});
	const set = cookiesOf(answer);
	expect(set['__Host-latchkey']).toEqual({ ...SET, Expires: expect.any(String) as string });
	expect(set['__Host-latchkey-attempt']).toEqual({ ...SET, 'Max-Age': '0' });
	expect(set['__Host-latchkey-known']).toEqual({ ...SET, 'Max-Age': '31536000' });
	const token = /__Host-latchkey=([^;]+)/.exec(answer.cookie)?.[1] ?? '';
	expect(await service.sessions.check(token)).toMatchObject({
		account,
		address: '192.0.2.7',
		userAgent: 'Test/1.0'
	});
	expect(JSON.stringify(answer.body)).not.toContain(token.split('.')[1]);
	expect(traces.at(-1)).toMatchObject({ route: SIGN_IN });
});

test('a passkey signs in by its two calls', async () => {
	const { service, port } = await open();
	const key = authenticator();
	const { account } = await passkeyMember(service, { key });
	const path = '/api/v1/sign-in/passkey';
	const begun = await call(port, { path: `${path}/options` });
	expect(cookiesOf(begun)).toEqual({ '__Host-latchkey-attempt': { ...SET, 'Max-Age': '900' } });
	const { ceremony, options } = begun.body as { ceremony: string; options: object };
	const given = { path, body: { ceremony, response: key.get(options) } };
	expect(await call(port, given)).toMatchObject({ status: 410, body: { code: GONE } });
	const answer = await call(port, { ...given, cookie: begun.cookie });
	expect(answer).toMatchObject({ status: 200, body: { session: { account, aal: 2 } } });
	const again = await call(port, { ...given, cookie: begun.cookie });
	expect(again).toMatchObject({ status: 410, body: { code: GONE } });
});

test('a code that follows the password signs in, and the session of before ends', async () => {
	const { service, port, traces } = await open();
	const before = await member(service);
	const { code } = await addTotp(service, before);
	const { body, cookie } = await call(port, { body: ada });
	const { challenge } = body as { challenge: { id: string } };
	const path = `/api/v1/challenges/${challenge.id}`;
	const prompted = await call(port, { path: `${path}/prompt`, cookie, body: { method: 'totp' } });
	expect(prompted).toMatchObject({ status: 200, body: { kind: 'code', length: 6 } });
	const given = { path: `${path}/answer`, body: { method: 'totp', answer: code() } };
	expect(await call(port, given)).toMatchObject({ status: 410, body: { code: 'challenges.gone' } });
	const answer = await call(port, { ...given, cookie });
	expect(answer).toMatchObject({ status: 200, body: { verified: true, session: { aal: 2 } } });
	expect(traces.at(-1)).toMatchObject({ route: '/api/v1/challenges/[id]/answer' });

	const token = /__Host-latchkey=([^;]+)/.exec(answer.cookie)?.[1] ?? '';
	const next = await call(port, { body: ada, cookie: `${cookie}; __Host-latchkey=${token}` });
	expect(next.body).toMatchObject({ status: 'challenge' });
	expect(traces.at(-1)).toMatchObject({ account: before.account });
});

test('what is refused is a problem with the id of the request', async () => {
	const { service, port, traces } = await open();
	await member(service);
	const wrong = { ...ada, password: 'not the password' };
	const { status, headers, body } = await call(port, { body: wrong });
	expect([status, headers['content-type']]).toEqual([401, 'application/problem+json']);
	const requestId = String(headers['x-request-id']);
	expect(body).toMatchObject({ code: 'sign_in.not_accepted', requestId });
	expect(traces.at(-1)).toMatchObject({ refused: { status: 401, code: 'sign_in.not_accepted' } });
});

test.each<[string, Call, number, string]>([
	['another origin', { headers: { origin: 'https://evil.example' } }, 403, 'request.cross_site'],
	['another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403, 'request.cross_site'],
	['a form', { headers: { 'content-type': 'text/plain' } }, 400, 'request.not_json'],
	['what is no JSON', { body: '{' }, 400, 'request.malformed'],
	['no body', { body: '' }, 400, 'request.malformed'],
	['a name twice', { body: '{"identifier":"a","identifier":"b"}' }, 400, 'request.malformed'],
	['what is asked for by nobody', { body: { ...ada, role: 'admin' } }, 400, 'request.malformed'],
	['too long a body', { body: { ...ada, more: 'x'.repeat(70_000) } }, 413, 'request.too_large'],
	[
		'too long a body whose length is not told',
		{ body: 'x'.repeat(70_000), headers: { 'transfer-encoding': 'chunked' } },
		413,
		'request.too_large'
	]
])('%s is refused, and sets nothing', async (_, given, status, code) => {
	const { service, port, errors } = await open();
	await member(service);
	const answer = await call(port, { body: ada, ...given });
	expect(answer).toMatchObject({ status, body: { code }, cookie: '' });
	expect(errors).toEqual([]);
});

test.each<Call>([
	{ method: 'PUT' },
	{ path: `${SIGN_IN}?/default` },
	{ path: `${SIGN_IN}/` },
	{ path: '/api/v1/sign-in/passwor%64' },
	{ path: '/api/v1/challenges/a/b/answer' },
	{ path: '/api/v1/challenges/chl_%41/answer' },
	{ path: '/api/v1/sign-in' }
])('%j is left to Kit', async (given) => {
	const { port } = await open();
	expect((await call(port, given)).body).toBe('kit');
});

test('a bug is told by no more than its code', async () => {
	const { service, port, errors } = await open();
	const bug = new Error('secret detail');
	service.app.signIn.beginPasskey = () => Promise.reject(bug);
	const answer = await call(port, { path: '/api/v1/sign-in/passkey/options' });
	const { status, body, headers } = answer;
	expect({ status, body }).toMatchObject({ status: 500, body: { code: 'internal' } });
	expect(body['requestId']).toBe(headers['x-request-id']);
	expect(errors).toEqual([bug]);
});
