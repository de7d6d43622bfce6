/** A request as endpoints read it. */
import type { IncomingMessage } from 'node:http';

import type { Incoming } from '#lib/server/http/api-event.ts';

/** The largest honest body is a WebAuthn answer, of some 40 kB. */
export const BODY_LIMIT = 64 * 1024;

const tooLarge = () => Object.assign(new Error('The body is beyond the limit.'), { status: 413 });

export function incomingOf(request: IncomingMessage): Incoming {
	const { headers, method = '' } = request;
	return {
		method,
		headers: { get: (name) => headers[name]?.toString() ?? null },
		arrayBuffer: () => readBody(request)
	};
}

/** What goes on coming after the limit is read and dropped, so that the answer arrives. */
function readBody(request: IncomingMessage): Promise<ArrayBuffer> {
	return new Promise((resolve, reject) => {
		if (Number(request.headers['content-length']) > BODY_LIMIT) return reject(tooLarge());
		const chunks: Buffer[] = [];
		let size = 0;
		request.on('data', (chunk: Buffer) => {
			size += chunk.length;
			if (size > BODY_LIMIT) reject(tooLarge());
			else chunks.push(chunk);
		});
		request.once('end', () => resolve(new Uint8Array(Buffer.concat(chunks)).buffer));
		request.once('error', reject);
	});
}
