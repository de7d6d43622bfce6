/** What the front server refuses by itself, before there is a route, and sometimes before there is a request. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { frameworkCode, problemNamed, problemReply } from '#lib/server/http/problem.ts';
import type { Reply } from '#lib/server/http/reply.ts';
import type { Trace } from '#lib/server/http/trace.ts';

/** Methods for proxies and mirrors, which no `Request` can have. */
const FOREIGN_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/** What Node finds wrong. */
const STATUS_LINES: Readonly<Record<string, string>> = {
	ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
	HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
	HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large'
};

function refused(status: number, headers?: Reply['headers']): Reply {
	const body = JSON.stringify(problemNamed(frameworkCode(status), status));
	return { status, type: 'application/problem+json', body, ...(headers && { headers }) };
}

const malformed = refused(400);
const foreign = refused(405, { allow: METHODS });
/** What somebody is told of a bug. */
export const failureOf = ({ requestId }: Trace): Reply =>
	problemReply(problemNamed(frameworkCode(500), 500), requestId);

/** Names stand before their values. RFC 9112 §3.2: more than one is refused. */
function hasOneHost(rawHeaders: readonly string[]): boolean {
	let hosts = 0;
	for (let at = 0; at < rawHeaders.length; at += 2) {
		if (rawHeaders[at]?.length === 4 && rawHeaders[at]?.toLowerCase() === 'host') hosts += 1;
	}
	return hosts === 1;
}

/** What is wrong with a request, whatever it asks for. */
export function refusalOf({
	url = '',
	method = '',
	rawHeaders
}: IncomingMessage): Reply | undefined {
	if (!url.startsWith('/') || !hasOneHost(rawHeaders)) return malformed;
	return FOREIGN_METHODS.has(method) ? foreign : undefined;
}

/** Writes to a connection on which there is no response: its request is not HTTP, or does not come to an end. */
export function createRebuff(headers: Readonly<Record<string, string>>) {
	const write = (socket: Duplex, line: string): void => {
		const all = [...Object.entries(headers), ['connection', 'close'], ['content-length', '0']];
		const head = [`HTTP/1.1 ${line}`, ...all.map((pair) => pair.join(': '))];
		socket.end(`${head.join('\r\n')}\r\n\r\n`);
	};
	return {
		connect: (socket: Duplex): void => write(socket, `405 Method Not Allowed\r\nallow: ${METHODS}`),
		error(error: NodeJS.ErrnoException, socket: Duplex): void {
			if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
			else write(socket, STATUS_LINES[error.code ?? ''] ?? '400 Bad Request');
		}
	};
}
