/** How the front server answers by itself, and the headers that every answer has. */
import type { ServerResponse } from 'node:http';

import type { Reply } from '#lib/server/http/reply.ts';
import type { Trace } from '#lib/server/http/trace.ts';

interface Replies {
	send(response: ServerResponse, reply: Reply, trace: Trace): void;
	/** Sets the headers of an answer that somebody else sends, and may change. */
	prepare(response: ServerResponse, trace: Trace): void;
	/** From now on each connection closes after its next answer. */
	closeConnections(): void;
}

const REQUEST_ID = 'x-request-id';

export function createReplies(headers: Readonly<Record<string, string>>): Replies {
	const always = Object.entries(headers).flat();
	const prepared = new Map(Object.entries(headers));
	let isLeaving = false;

	return {
		send(response, { status, type, body, headers: own = {}, cookies = [] }, { requestId }) {
			// As one list: headers that are set one by one are copied twice before they are written.
			const head = [...always, REQUEST_ID, requestId];
			if (isLeaving) head.push('connection', 'close');
			for (const name in own) head.push(name, own[name] ?? '');
			for (const cookie of cookies) head.push('set-cookie', cookie);
			if (type !== undefined)
				head.push('content-type', type, 'content-length', String(Buffer.byteLength(body)));
			response.writeHead(status, head);
			response.end(body);
		},

		prepare(response, { requestId }) {
			response.setHeaders(prepared);
			response.setHeader(REQUEST_ID, requestId);
			if (isLeaving) response.setHeader('connection', 'close');
		},

		closeConnections: () => void (isLeaving = true)
	};
}
