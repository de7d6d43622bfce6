/** What the front server refuses by itself, before there is a route, and sometimes before there is a request. */
import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { frameworkCode, problemNamed } from '#lib/server/http/problem.ts';

/** Methods for proxies and mirrors, which no `Request` can have. */
const FOREIGN_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';

/** What Node finds wrong. */
const STATUS_LINES: Readonly<Record<string, string>> = {
	ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
	HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
	HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large'
};

export function refuse(response: ServerResponse, status: number): void {
	const text = JSON.stringify(problemNamed(frameworkCode(status), status));
	const type = 'application/problem+json';
	response.writeHead(status, { 'content-type': type, 'content-length': text.length }).end(text);
}

/** Names stand before their values. RFC 9112 §3.2: more than one is refused. */
export const hasOneHost = (rawHeaders: readonly string[]): boolean =>
	rawHeaders.filter((name, at) => at % 2 === 0 && /^host$/i.test(name)).length === 1;

/** Whether it was refused. */
export function refusesMethod(method: string, response: ServerResponse): boolean {
	if (!FOREIGN_METHODS.has(method)) return false;
	refuse(response.setHeader('allow', METHODS), 405);
	return true;
}

/** Writes to a connection on which there is no response: its request is not HTTP, or does not come to an end. */
export function createRebuff(headers: ReadonlyMap<string, string>) {
	const write = (socket: Duplex, line: string): void => {
		const all = [...headers, ['connection', 'close'], ['content-length', '0']];
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
