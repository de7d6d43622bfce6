/** A wire to a server that tests can cut or hold up. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export async function openFaultyLink(targetUrl: string) {
	const target = new URL(targetUrl);
	const sockets = new Set<Socket>();
	const all = new Set<Socket>();
	let state: 'sound' | 'held up' | 'cut' = 'sound';
	let sent = '';

	const track = (socket: Socket) => {
		sockets.add(socket);
		all.add(socket);
		socket.on('error', () => undefined);
		socket.on('close', () => sockets.delete(socket));
		if (state === 'held up') socket.pause();
	};
	const server = createServer((near) => {
		if (state === 'cut') return void near.destroy();
		const far = connect(Number(target.port), target.hostname);
		for (const [from, to] of [[near, far] as const, [far, near] as const]) {
			from.on('data', (chunk) => {
				if (from === near) sent += chunk.toString('latin1');
				to.write(chunk);
			});
			from.on('close', () => to.destroy());
			track(from);
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = new URL(targetUrl);
	url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

	return {
		url: url.href,
		/** What has been sent to the server since it was last asked. */
		takeSent() {
			const taken = sent;
			sent = '';
			return taken;
		},
		cut() {
			state = 'cut';
			for (const socket of sockets) socket.destroy();
		},
		holdUp() {
			state = 'held up';
			for (const socket of sockets) socket.pause();
		},
		/** What is connected now stays silent for ever; new connections are sound. */
		lose() {
			for (const socket of sockets) socket.pause();
			sockets.clear();
		},
		mend() {
			state = 'sound';
			for (const socket of sockets) socket.resume();
		},
		async close() {
			for (const socket of all) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		}
	};
}
