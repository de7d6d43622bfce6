import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';

import { openPool } from './postgres-pool.ts';

/** One message of the PostgreSQL protocol, version 3. */
function message(type: string, body: Buffer): Buffer {
	const head = Buffer.alloc(5);
	head.write(type);
	head.writeInt32BE(body.length + 4, 1);
	return Buffer.concat([head, body]);
}

const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', Buffer.from('I'));
const ENDED_BY_ADMINISTRATOR = message('E', Buffer.from('SFATAL\0C57P01\0Mended\0\0'));

test('a connection that is ended in the breath in which it was made is a refusal, not the end of the process', async () => {
	const server = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', () =>
			socket.end(Buffer.concat([AUTHENTICATED, READY, ENDED_BY_ADMINISTRATOR]))
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const url = `postgres://somebody@127.0.0.1:${port}/any`;
	const pool = openPool(url, { connections: 1, waitMs: 500 });
	const use = async () => {
		const client = await pool.connect();
		try {
			await client.query('select 1', []);
		} finally {
			client.release();
		}
	};
	for (let count = 0; count < 3; count += 1)
		await expect(use()).rejects.toMatchObject({ code: 'stores.unavailable' });
	await pool.end();
	server.close();
});
