import { request as send } from 'node:http';
import { text } from 'node:stream/consumers';

import { expect, onTestFinished, test } from 'vitest';

import { storeRefusals } from '#lib/server/adapters/outage.ts';
import { createSessions, type SessionStore } from '#lib/server/sessions/index.ts';
import { member } from '#lib/server/people.fixture.ts';
import { openService } from '#lib/server/testing.fixture.ts';

import { createFrontServer } from './front-server.ts';
import { sessionCheckRoute } from './session-check.ts';

/** The route over a real service, whose session store tells each call that it gets. */
async function open(overrides: Partial<SessionStore> = {}) {
	const service = await openService({ origin: 'http://localhost:3000' });
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
		beginRecord: () => ({ requestId: 'request-1' }),
		clientAddress: () => '192.0.2.1',
		headers: { 'cache-control': 'no-store' },
		routes: [sessionCheckRoute({ cookies: service.app.cookies, sessions })],
		kit: (_, response) => void response.end('kit'),
		onError: () => undefined
	});
	onTestFinished(() => server.drain());
	const { port } = await server.listen(0, '127.0.0.1');
	return { service, calls, port };
}

function check(port: number, cookie: string, method = 'GET') {
	return new Promise<{ status?: number; retryAfter?: string; body: string }>((resolve, reject) => {
		send({ port, host: '127.0.0.1', path: '/api/v1/session', method, headers: { cookie } })
			.once('error', reject)
			.once('response', (response) => {
				const { statusCode: status, headers } = response;
				const told = { status, retryAfter: headers['retry-after'] };
				text(response).then((body) => resolve({ ...told, body } as never), reject);
			})
			.end();
	});
}

test('a session check is one look into the session store', async () => {
	const { service, calls, port } = await open();
	const { token, session } = await member(service);
	const answer = await check(port, `a=b; latchkey=${token}; c=d`);
	expect(answer.status).toBe(200);
	expect(JSON.parse(answer.body)).toMatchObject({ id: session.id, aal: 1, amr: ['pwd'] });
	expect(answer.body).not.toContain(token.split('.')[1]);
	expect(calls).toEqual(['touch']);
});

test.each(['', 'latchkey=', 'latchkey=ses_x.y', 'xlatchkey=ses_a.b', ';;;=', 'latchkey'])(
	'the cookie header %j is no session, and nothing is looked up',
	async (cookie) => {
		const { calls, port } = await open();
		const { status, body } = await check(port, cookie);
		expect(status).toBe(401);
		expect(JSON.parse(body)).toMatchObject({ code: 'sessions.required' });
		expect(calls).toEqual([]);
	}
);

test('while the store is away nobody is signed in, and the answer says when to ask again', async () => {
	const { service, port } = await open({
		touch: () => Promise.reject(storeRefusals.unavailable())
	});
	const { token } = await member(service);
	const { status, retryAfter, body } = await check(port, `latchkey=${token}`);
	expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '2' });
	expect(JSON.parse(body)).toMatchObject({ code: 'stores.unavailable' });
});

test('signing out and other methods are left to Kit', async () => {
	const { port } = await open();
	expect((await check(port, '', 'DELETE')).body).toBe('kit');
});
