/**
 * One kept connection that sends a request and reads its answer, and little else: a client that works harder than
 * the server would measure itself. It knows the two ways in which these servers end a body.
 */
import { once } from 'node:events';
import { connect } from 'node:net';

const EMPTY = Buffer.alloc(0);
const LAST_CHUNK = '\r\n0\r\n\r\n';
const NO_BODY = new Set([204, 304]);

/** @typedef {{ status: number, head: string, body: Buffer, isChunked: boolean }} Reply */

export async function openConnection(port) {
	const socket = connect({ port, host: '127.0.0.1', noDelay: true });
	await once(socket, 'connect');
	let held = EMPTY;
	let waiting;
	const settle = (act) => {
		const { resolve, reject } = waiting ?? {};
		waiting = undefined;
		act({ resolve, reject });
	};
	socket.on('data', (chunk) => {
		held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
		const reply = parseReply(held);
		if (!reply) return;
		held = EMPTY;
		settle(({ resolve }) => resolve?.(reply));
	});
	const fail = (error) =>
		settle(({ reject }) => reject?.(error ?? new Error('The server closed the connection.')));
	socket.on('error', fail);
	socket.on('close', () => fail());

	return {
		/** @returns {Promise<Reply>} */
		exchange: (request) =>
			new Promise((resolve, reject) => {
				waiting = { resolve, reject };
				socket.write(request);
			}),
		close: () => socket.destroy()
	};
}

function parseReply(held) {
	const headEnd = held.indexOf('\r\n\r\n');
	if (headEnd < 0) return undefined;
	const head = held.latin1Slice(0, headEnd);
	const status = Number(head.slice(9, 12));
	const from = headEnd + 4;
	if (NO_BODY.has(status)) return { status, head, body: EMPTY, isChunked: false };
	const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
	if (length === undefined) return parseChunked(held, { status, head, from });
	const to = from + Number(length);
	if (held.length < to) return undefined;
	return { status, head, body: held.subarray(from, to), isChunked: false };
}

function parseChunked(held, { status, head, from }) {
	const isWhole =
		held.length >= from + LAST_CHUNK.length - 2 &&
		held.latin1Slice(held.length - LAST_CHUNK.length + 2) === LAST_CHUNK.slice(2);
	if (!isWhole) return undefined;
	return { status, head, body: held.subarray(from), isChunked: true };
}

/** The text of a body, its chunks put together. */
export function bodyOf({ body, isChunked }) {
	if (!isChunked) return body.toString();
	const parts = [];
	for (let at = 0; ;) {
		const lineEnd = body.indexOf('\r\n', at);
		const size = parseInt(body.latin1Slice(at, lineEnd), 16);
		if (!(size > 0)) return Buffer.concat(parts).toString();
		parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
		at = lineEnd + 2 + size + 2;
	}
}

/** The cookies that an answer sets, as the header that sends them back. */
export function cookiesOf({ head }) {
	return [...head.matchAll(/\r\nset-cookie: ([^;\r]+)/gi)]
		.map(([, pair]) => pair)
		.filter((pair) => !pair.endsWith('='))
		.join('; ');
}
