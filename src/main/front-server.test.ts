import { request as send, Agent, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, expect, test } from 'vitest';

import { createFrontServer, type FrontRoute, type FrontServer, type Kit } from './front-server.ts';
import { healthRoutes } from './health.ts';

interface Reply {
	readonly status: number | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

const opened: FrontServer[] = [];

afterEach(async () => {
	await Promise.all(opened.splice(0).map((server) => server.drain()));
});

async function open({
	routes = [],
	kit = (_, response) => void response.end('kit'),
	origin = 'https://id.example.org'
}: {
	routes?: readonly FrontRoute[];
	kit?: Kit;
	origin?: string;
} = {}) {
	const errors: unknown[] = [];
	const server = createFrontServer({
		origin,
		beginRecord: () => ({ trace: { requestId: 'request-1' }, end: () => undefined }),
		clientAddress: () => '203.0.113.9',
		headers: { 'x-always': 'here' },
		routes,
		kit,
		onError: (error) => void errors.push(error)
	});
	opened.push(server);
	const { port } = await server.listen(0, '127.0.0.1');
	return { server, port, errors };
}

function get(port: number, options: RequestOptions = {}): Promise<Reply> {
	return new Promise((resolve, reject) => {
		send({ port, host: '127.0.0.1', ...options })
			.once('error', reject)
			.once('response', (response) => {
				const { statusCode: status, headers } = response;
				text(response).then((body) => resolve({ status, headers, body }), reject);
			})
			.end();
	});
}

const say = (body: string) => ({ status: 200, type: 'text/plain', body });

function gate() {
	let open = () => {};
	const passed = new Promise<void>((resolve) => (open = resolve));
	return { open: () => open(), passed };
}

test('a request that no route takes goes to Kit', async () => {
	const { port } = await open({
		routes: healthRoutes({ ready: async () => {}, answerSelf: () => undefined })
	});
	expect(await get(port, { path: '/healthz/more' })).toMatchObject({ status: 200, body: 'kit' });
});

test('a route is taken with a query, and one that ends in a slash with all below it', async () => {
	const { port } = await open({
		routes: [
			{ path: '/one', answer: () => say('one') },
			{ path: '/all/', answer: () => say('all') }
		]
	});
	const bodies = await Promise.all(
		['/one?x=/', '/all/below', '/one/', '/all'].map((path) => get(port, { path }))
	);
	expect(bodies.map((each) => each.body)).toEqual(['one', 'all', 'kit', 'kit']);
});

test('Kit is told the configured origin and the address, whatever the client claims', async () => {
	const { port } = await open({
		kit: (request, response) => {
			const names = ['x-latchkey-protocol', 'x-latchkey-host', 'x-latchkey-address'];
			response.end(names.map((name) => String(request.headers[name])).join(' '));
		},
		origin: 'https://id.example.org:8443'
	});
	const headers = {
		host: 'evil.example',
		'X-Latchkey-Protocol': 'http',
		'x-latchkey-host': ['evil.example', 'worse.example'],
		'x-latchkey-address': '6.6.6.6'
	};
	expect((await get(port, { headers })).body).toBe('https id.example.org:8443 203.0.113.9');
});

test('every answer carries the headers and its id, and Kit may know better', async () => {
	const { port } = await open({
		routes: [{ path: '/route', answer: () => say('é') }],
		kit(request, response) {
			if (request.url === '/broken') throw new Error('broken');
			response.setHeader('x-always', 'own').end();
		}
	});
	const replies = ['/route', '/kit', '/broken'].map((path) => get(port, { path }));
	const refused = get(port, { method: 'TRACE' });
	const [route, kit, ...others] = await Promise.all([...replies, refused]);
	expect(route).toMatchObject({ status: 200, body: 'é', headers: { 'x-always': 'here' } });
	expect(route?.headers).toMatchObject({ 'content-type': 'text/plain', 'content-length': '2' });
	expect(kit?.headers['x-always']).toBe('own');
	for (const { headers } of others) expect(headers['x-always']).toBe('here');
	for (const each of [route, kit, ...others])
		expect(each?.headers['x-request-id']).toBe('request-1');
});

test('a target that is not a path is refused before it can become a URL', async () => {
	const { port } = await open();
	const socket = connect(port, '127.0.0.1');
	socket.end('GET http://evil.example/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
	expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
});

test('headers larger than the limit are refused', async () => {
	const { port } = await open();
	const reply = await get(port, { headers: { padding: 'x'.repeat(20_000) } });
	expect(reply.status).toBe(431);
});

test('an error of a handler is reported, answered with 500 and not shown', async () => {
	const failure = new Error('secret detail');
	const { port, errors } = await open({ kit: () => Promise.reject(failure) });
	const reply = await get(port);
	expect(reply.status).toBe(500);
	expect(reply.body).not.toContain('secret');
	expect(errors).toEqual([failure]);
});

test('alive does not ask the stores, ready does', async () => {
	let isReady = true;
	const ready = () => (isReady ? Promise.resolve() : Promise.reject(new Error('gone')));
	const { port } = await open({ routes: healthRoutes({ ready, answerSelf: () => undefined }) });
	expect((await get(port, { path: '/readyz' })).status).toBe(200);
	isReady = false;
	const reply = await get(port, { path: '/readyz' });
	expect(reply.status).toBe(503);
	expect(reply.headers['retry-after']).toBe('2');
	expect((await get(port, { path: '/healthz' })).status).toBe(200);
});

test('a port in use rejects with the code of the system', async () => {
	const { port } = await open();
	const other = createFrontServer({
		origin: 'https://id.example.org',
		beginRecord: () => ({ trace: { requestId: 'request-1' }, end: () => undefined }),
		clientAddress: () => '',
		headers: {},
		routes: [],
		kit: () => {},
		onError: () => {}
	});
	await expect(other.listen(port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('who has connected when the server begins to drain is answered, too', async () => {
	const { server, port } = await open();
	const replies = Array.from({ length: 20 }, () => get(port));
	// Sockets connect in the next tick; the server has not been able to accept them yet.
	await new Promise<void>((resolve) => process.nextTick(resolve));
	const drained = server.drain();
	for (const { body } of await Promise.all(replies)) expect(body).toBe('kit');
	await drained;
});

test('a request under way is answered while the server drains, and no new one is taken', async () => {
	const arrived = gate();
	const finish = gate();
	const { server, port } = await open({
		kit: async (_, response) => {
			arrived.open();
			await finish.passed;
			response.end('finished');
		}
	});
	const agent = new Agent({ keepAlive: true });
	const underWay = get(port, { agent });
	await arrived.passed;
	const drained = server.drain();
	// What has connected by now is still taken.
	for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
	await expect(get(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
	finish.open();
	expect((await underWay).body).toBe('finished');
	// The kept connection must not hold the end up until its own timeout.
	await drained;
	agent.destroy();
});
