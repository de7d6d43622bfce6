/** Time as the server has it, for every case from then on: the cases run one after another. */
import { once } from 'node:events';
import { connect } from 'node:net';

import { inject } from 'vitest';

/** Comes back when the server's clock has been moved. */
export async function pass(seconds: number): Promise<void> {
	const socket = connect(inject('clock'), '127.0.0.1', () => socket.write(`${seconds * 1000}`));
	socket.resume();
	await once(socket, 'close');
}
