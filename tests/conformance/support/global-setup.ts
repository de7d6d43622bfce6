/** The one server that every case asks: the build, on embedded stores, with the clients that the cases are. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TestProject } from 'vitest/node';

import { createServerProcess, freePort } from '../../support/server-process.ts';
import { CLIENTS, listening } from './clients.ts';
import { openListener } from './listener.ts';

declare module 'vitest' {
	interface ProvidedContext {
		issuer: string;
		/** The port at which its clock is moved: its process is not the child of whoever tests it. */
		clock: number;
		/** Where applications are told that a session has ended. */
		listener: string;
	}
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
	const folder = await mkdtemp(join(tmpdir(), 'latchkey-conformance-'));
	const port = await freePort();
	const listener = await openListener();
	const server = createServerProcess({
		folder,
		port,
		environment: {
			LATCHKEY_ORIGIN: `http://localhost:${port}`,
			LATCHKEY_THROTTLE_SCALE: '1000',
			LATCHKEY_CLIENTS: JSON.stringify([...CLIENTS, ...listening(listener.origin)])
		}
	});
	await server.start();
	const clock = createServer((socket) => {
		socket.once('data', (ms) => {
			void server.advance(Number(ms)).then(() => socket.end());
		});
	});
	await new Promise<void>((resolve) => clock.listen(0, '127.0.0.1', resolve));
	provide('issuer', server.origin);
	provide('listener', listener.origin);
	provide('clock', (clock.address() as AddressInfo).port);
	return async () => {
		clock.close();
		await server.stop();
		await listener.close();
		await rm(folder, { recursive: true });
	};
}
