/** Clients that take their time: each connection ends by itself, and meanwhile everybody else is served. */
import { connect, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { expect, test } from 'vitest';

import { withoutTrace } from './support/attack.ts';
import { openWorld } from './support/world.ts';

const impatient = pathToFileURL(resolve('tests/support/impatient.mjs')).href;
const world = await openWorld({ environment: { NODE_OPTIONS: `--import=${impatient}` } });
const { origin, server, victim } = world;
const MANY = 100;

const head = `POST /api/v1/sign-in/password HTTP/1.1\r\nHost: a\r\nOrigin: ${origin}\r\n`;
const json = 'Content-Type: application/json\r\n';

/** One byte at a time, for as long as the server listens; resolves with what it said at the end. */
function trickle(start: string, more: string): Promise<string> {
	return new Promise((done) => {
		const socket: Socket = connect(server.port, '127.0.0.1', () => socket.write(start));
		let got = '';
		const timer = setInterval(() => socket.writable && socket.write(more), 50);
		socket
			.setEncoding('latin1')
			.on('data', (read: string) => (got += read))
			.on('error', () => undefined)
			.once('close', () => {
				clearInterval(timer);
				done(got);
			});
	});
}

test.each([
	['a head of which a line comes now and then', head, 'X-A: b\r\n'],
	['a head that stops in the middle of a line', `${head}X-A: `, ''],
	['a head of a single byte', 'P', ''],
	['a body of which a byte comes now and then', `${head}${json}Content-Length: 60000\r\n\r\n`, 'x'],
	['a body that does not come', `${head}${json}Content-Length: 100\r\n\r\n`, ''],
	[
		'a body of chunks that has no end',
		`${head}${json}Transfer-Encoding: chunked\r\n\r\n`,
		'1\r\nx\r\n'
	],
	['a body that stops in a chunk', `${head}${json}Transfer-Encoding: chunked\r\n\r\nff\r\nx`, '']
])('%s, on a hundred connections', async (_, start, more) => {
	await withoutTrace(world, async () => {
		const slow = Promise.all(Array.from({ length: MANY }, () => trickle(start, more)));
		// While they wait, nobody else does.
		expect((await victim.get('/api/v1/session')).status).toBe(200);
		expect((await victim.get('/security')).status).toBe(200);
		for (const said of await slow) expect(said).toMatch(/^(HTTP\/1\.1 4(00|08) |$)/);
	});
});
