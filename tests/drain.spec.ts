/** A process that is asked to end says so first, and then serves until others have had time to look elsewhere. */
import { Agent, request as send, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import { expect, test } from './support/fixtures.ts';

test.use({ environment: { LATCHKEY_DRAIN_SECONDS: '3' } });

interface Reply {
	readonly status: number | undefined;
	readonly connection: string | undefined;
}

/** Rejects where the connection is refused or cut. */
function ask(port: number, { path, agent }: { path: string; agent?: Agent }): Promise<Reply> {
	return new Promise((resolve, reject) => {
		send({ port, host: '127.0.0.1', path, ...(agent && { agent }) })
			.once('error', reject)
			.once('response', (response) => {
				const { statusCode: status, headers } = response;
				response.resume().once('end', () => resolve({ status, connection: headers.connection }));
			})
			.end();
	});
}

test('of two processes one ends and is replaced, and no request is refused', async ({ server }) => {
	const other = await server.second();
	const seen = { here: 0, there: 0 };
	let isOver = false;
	// What a proxy does: it asks who is ready, and sends nothing to who is not.
	const proxy = async () => {
		while (!isOver) {
			const { status } = await ask(server.port, { path: '/readyz' }).catch(() => ({ status: 0 }));
			const { port } = status === 200 ? server : other;
			expect((await ask(port, { path: '/sign-in' })).status).toBe(200);
			seen[port === server.port ? 'here' : 'there'] += 1;
		}
	};
	const busy = Promise.all([proxy(), proxy(), proxy()]);
	await expect.poll(() => seen.here).toBeGreaterThan(3);
	expect(await server.stop()).toEqual({ code: 0, signal: null });
	expect(seen.there).toBeGreaterThan(0);
	await server.start();
	const before = seen.here;
	await expect.poll(() => seen.here).toBeGreaterThan(before);
	isOver = true;
	await busy;
});

test('/readyz says no at once, all else is served, and kept connections are closed after an answer', async ({
	server
}) => {
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	expect(await ask(server.port, { path: '/healthz', agent })).toMatchObject({
		connection: 'keep-alive'
	});
	const ended = server.stop();
	await expect.poll(async () => (await ask(server.port, { path: '/readyz' })).status).toBe(503);
	expect(await ask(server.port, { path: '/healthz', agent })).toEqual({
		status: 200,
		connection: 'close'
	});
	expect(await ask(server.port, { path: '/sign-in' })).toEqual({
		status: 200,
		connection: 'close'
	});
	expect(await ended).toEqual({ code: 0, signal: null });
	agent.destroy();
	await expect(ask(server.port, { path: '/healthz' })).rejects.toMatchObject({
		code: 'ECONNREFUSED'
	});
});

test('somebody at the terminal does not wait', async ({ server }) => {
	const stopped = server.stop('SIGINT');
	expect(await stopped).toEqual({ code: 0, signal: null });
	expect(server.logs()).toContain('"process.ended"');
});

/** Begins to sign in with a phone, and waits for one: the stream, and how to open it again. */
async function awaitPhone(server: { readonly port: number; readonly origin: string }) {
	const path = '/api/v1/sign-in/phone';
	const headers = { origin: server.origin, 'content-type': 'application/json' };
	const body = JSON.stringify({ staySignedIn: false });
	const begun = await fetch(`${server.origin}${path}`, { method: 'POST', headers, body });
	const { id } = (await begun.json()) as { id: string };
	const [cookie = ''] = (begun.headers.get('set-cookie') ?? '').split(';');
	const open = () =>
		new Promise<IncomingMessage>((resolve, reject) => {
			const place = { port: server.port, host: '127.0.0.1' };
			send({ ...place, path: `${path}/${id}/events?stage=shown`, headers: { cookie } })
				.once('error', reject)
				.once('response', resolve)
				.end();
		});
	return { open };
}

test('a browser that waits is sent elsewhere at once, by an answer that is whole', async ({
	server
}) => {
	const { open } = await awaitPhone(server);
	const waiting = await open();
	expect(waiting.headers['content-type']).toBe('text/event-stream');
	const ended = server.stop();
	const said = await text(waiting);
	expect(waiting.complete).toBe(true);
	expect(said).toMatch(/^event: waiting\ndata:\n\nretry: \d+\nevent: moved\ndata:\n\n$/);
	// It still serves, but nobody waits here any more.
	const again = await open();
	expect(again.statusCode).toBe(204);
	again.resume();
	expect(await ended).toEqual({ code: 0, signal: null });
	await server.start();
});
