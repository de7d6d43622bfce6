/** A mail server that takes everything, until it falls silent. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { SMTPServer } from 'smtp-server';

export interface MailServer {
	readonly url: string;
	/** It accepts connections and says nothing more. */
	fallSilent(): void;
	speak(): void;
	close(): Promise<void>;
}

export async function startMailServer(): Promise<MailServer> {
	let waiting: (() => void)[] | undefined;
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['AUTH', 'STARTTLS'],
		onConnect: (_, proceed) => (waiting ? void waiting.push(proceed) : proceed()),
		onData: (stream, _, done) => void stream.resume().on('end', done)
	});
	server.on('error', () => undefined);
	const socket = server.listen(0, '127.0.0.1');
	await once(socket, 'listening');
	return {
		url: `smtp://127.0.0.1:${(socket.address() as AddressInfo).port}`,
		fallSilent: () => void (waiting ??= []),
		speak() {
			for (const proceed of waiting ?? []) proceed();
			waiting = undefined;
		},
		close: () => new Promise((resolve) => server.close(() => resolve()))
	};
}
