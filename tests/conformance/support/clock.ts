/** Time as the server has it, for every case from then on: the cases run one after another. */
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { inject } from 'vitest';

/** Comes back when the server's clock has been moved, with what it says then. */
export async function pass(seconds: number): Promise<Date> {
	const socket = connect(inject('clock'), '127.0.0.1', () => socket.write(`${seconds * 1000}`));
	return new Date(Number(await text(socket)));
}

export const now = (): Promise<Date> => pass(0);

/** How far it is ahead of this process's, in seconds. */
export const ahead = async (): Promise<number> =>
	Math.round(((await now()).getTime() - Date.now()) / 1000);
