import { request as send } from 'node:http';
import { text } from 'node:stream/consumers';

import { expect, onTestFinished, test } from 'vitest';

import { storeRefusals } from '#lib/server/adapters/outage.ts';
import type { App } from '#lib/server/app.ts';
import { createSessions, type SessionStore } from '#lib/server/sessions/index.ts';
import { member, totpMember } from '#lib/server/people.fixture.ts';
import { openService } from '#lib/server/testing.fixture.ts';

import { createFrontServer } from './front-server.ts';
import { sessionRoutes } from './session-routes.ts';

/** The routes over a real service, whose session store tells each call that it gets. */
async function open(
	overrides: Partial<SessionStore> = {},
	{ secondFactor = 'optional' }: Partial<Pick<App['config'], 'secondFactor'>> = {}
) {
	const service = await openService({ origin: 'http://localhost:3000' });
	const config = { ...service.app.config, secondFactor };
	const calls: string[] = [];
	const store = new Proxy<SessionStore>(
		{ ...service.stores.sessions, ...overrides },
		{
			get(target, name: keyof SessionStore) {
				calls.push(name);
				return target[name];
			}
		}
	);
	const sessions = createSessions({ ...service, store });
	const server = createFrontServer({
		origin: 'http://localhost:3000',
		beginRecord: () => ({ trace: { requestId: 'request-1' }, end: () => undefined }),
		clientAddress: () => '192.0.2.1',
		headers: { 'cache-control': 'no-store' },
		routes: sessionRoutes({ ...service.app, config, sessions }),
		kit: (_, response) => void response.end('kit'),
		onError: () => undefined
	});
	onTestFinished(() => server.drain());
	const { port } = await server.listen(0, '127.0.0.1');
	return { service, calls, port };
}

interface Call {
	readonly cookie: string;
	readonly method?: string;
	readonly path?: string;
	readonly headers?: Readonly<Record<string, string>>;
}

function call(port: number, { cookie, method = 'GET', path = '/api/v1/session', headers }: Call) {
	return new Promise<{ status?: number; retryAfter?: string; body: string }>((resolve, reject) => {
		send({ port, host: '127.0.0.1', path, method, headers: { cookie, ...headers } })
			.once('error', reject)
			.once('response', (response) => {
				const { statusCode: status, headers: got } = response;
				const told = { status, retryAfter: got['retry-after'] };
				text(response).then((body) => resolve({ ...told, body } as never), reject);
			})
			.end();
	});
}

test('a session check is one look into the session store', async () => {
	const { service, calls, port } = await open();
	const { token, session } = await member(service);
	const answer = await call(port, { cookie: `a=b; latchkey=${token}; c=d` });
	expect(answer.status).toBe(200);
	expect(JSON.parse(answer.body)).toMatchObject({ id: session.id, aal: 1, amr: ['pwd'] });
	expect(answer.body).not.toContain(token.split('.')[1]);
	expect(calls).toEqual(['touch']);
});

test.each(['', 'latchkey=', 'latchkey=ses_x.y', 'xlatchkey=ses_a.b', ';;;=', 'latchkey'])(
	'the cookie header %j is no session, and nothing is looked up',
	async (cookie) => {
		const { calls, port } = await open();
		const { status, body } = await call(port, { cookie });
		expect(status).toBe(401);
		expect(JSON.parse(body)).toMatchObject({ code: 'sessions.required' });
		expect(calls).toEqual([]);
	}
);

test('the list is of one account, the session that asks is marked, and no secret is in it', async () => {
	const { service, port } = await open();
	const { token, session } = await member(service);
	await member(service, 'grace');
	const cookie = `latchkey=${token}`;
	const { status, body } = await call(port, { cookie, path: '/api/v1/sessions' });
	expect(status).toBe(200);
	expect(JSON.parse(body)).toMatchObject([{ id: session.id, isCurrent: true }]);
	expect(body).not.toContain(token.split('.')[1]);
});

test('without a session there is no list', async () => {
	const { port } = await open();
	const { status, body } = await call(port, { cookie: 'latchkey=', path: '/api/v1/sessions' });
	expect(status).toBe(401);
	expect(JSON.parse(body)).toMatchObject({ code: 'sessions.required' });
});

test('while the store is away nobody is signed in, and the answer says when to ask again', async () => {
	const { service, port } = await open({
		touch: () => Promise.reject(storeRefusals.unavailable())
	});
	const { token } = await member(service);
	const { status, retryAfter, body } = await call(port, { cookie: `latchkey=${token}` });
	expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '2' });
	expect(JSON.parse(body)).toMatchObject({ code: 'stores.unavailable' });
});

test('signing out and other methods are left to Kit', async () => {
	const { port } = await open();
	for (const path of ['/api/v1/session', '/api/v1/sessions', '/api/v1/sessions/ses_x'])
		expect((await call(port, { cookie: '', method: 'DELETE', path })).body).toBe('kit');
});

test.each(['/api/v1/session', '/api/v1/sessions'])(
	'a client that names itself has no cookies: %s is left to Kit, and nothing is looked up',
	async (path) => {
		const { service, calls, port } = await open();
		const { token } = await member(service);
		const cookie = `latchkey=${token}`;
		const answer = await call(port, { cookie, path, headers: { 'latchkey-client': 'notes' } });
		expect(answer.body).toBe('kit');
		expect(calls).toEqual([]);
	}
);

test('where a second factor is required, whoever has none is told of their own session alone', async () => {
	const { service, calls, port } = await open({}, { secondFactor: 'everybody' });
	const cookie = `latchkey=${(await member(service)).token}`;
	const { status, body } = await call(port, { cookie, path: '/api/v1/sessions' });
	expect(status).toBe(403);
	expect(JSON.parse(body)).toMatchObject({ code: 'access.second_factor_required' });
	expect((await call(port, { cookie })).status).toBe(200);
	expect(calls).toEqual(['touch', 'touch']);
	const grace = await totpMember(service, 'grace');
	const other = { cookie: `latchkey=${grace.token}`, path: '/api/v1/sessions' };
	expect((await call(port, other)).status).toBe(200);
});
