/** The one server that every case asks: the build, on embedded stores, with the clients that the cases are. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { TestProject } from 'vitest/node';

import { createServerProcess, freePort } from '../../support/server-process.ts';
import { CLIENTS, keyed, listening, MACHINES, pinged } from './clients.ts';
import { openListener } from './listener.ts';

declare module 'vitest' {
	interface ProvidedContext {
		issuer: string;
		/** The port at which its clock is moved: its process is not the child of whoever tests it. */
		clock: number;
		/** Where applications are told that a session has ended. */
		listener: string;
		/** The private half of what the client `keyed` shows itself by. */
		assertionKey: JWK;
	}
}

/** What an application shows itself by, and the half of it that the operator knows. */
async function newKey(): Promise<{ privateKey: JWK; publicKey: JWK }> {
	const pair = await generateKeyPair('ES256', { extractable: true });
	const named = { kid: 'first', alg: 'ES256' };
	return {
		privateKey: { ...(await exportJWK(pair.privateKey)), ...named },
		publicKey: { ...(await exportJWK(pair.publicKey)), ...named }
	};
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
	const folder = await mkdtemp(join(tmpdir(), 'latchkey-conformance-'));
	const port = await freePort();
	const listener = await openListener();
	const { privateKey, publicKey } = await newKey();
	const clients = [
		...CLIENTS,
		...MACHINES,
		keyed(publicKey),
		...listening(listener.origin),
		...pinged(listener.origin)
	];
	const server = createServerProcess({
		folder,
		port,
		environment: {
			LATCHKEY_ORIGIN: `http://localhost:${port}`,
			LATCHKEY_THROTTLE_SCALE: '1000',
			LATCHKEY_CLIENTS: JSON.stringify(clients)
		}
	});
	await server.start();
	const clock = createServer((socket) => {
		socket.once('data', (ms) => {
			void server.advance(Number(ms)).then(() => socket.end(`${server.now().getTime()}`));
		});
	});
	await new Promise<void>((resolve) => clock.listen(0, '127.0.0.1', resolve));
	provide('issuer', server.origin);
	provide('listener', listener.origin);
	provide('assertionKey', privateKey);
	provide('clock', (clock.address() as AddressInfo).port);
	return async () => {
		clock.close();
		await server.stop();
		await listener.close();
		await rm(folder, { recursive: true });
	};
}
