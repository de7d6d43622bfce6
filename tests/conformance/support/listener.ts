/** Where the applications of the cases are told that a session has ended, each at a path of its own. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was sent to one of them. */
export interface Told {
	readonly id: string;
	readonly type: string | undefined;
	readonly cookie: string | undefined;
	readonly authorization: string | undefined;
	readonly body: string;
}

/** What some answer the first time; then they take it. */
const FIRST: Readonly<Record<string, number>> = {
	refusing: 503,
	'pinged-503': 503,
	'pinged-redirect': 307
};

/** And what some answer each time. */
const ALWAYS: Readonly<Record<string, number>> = {
	redirecting: 307,
	'pinged-401': 401,
	'pinged-403': 403
};

const CHUNK = 'x'.repeat(64 * 1024);

/** Goes on for as long as somebody reads. */
function answerEndlessly(response: ServerResponse): void {
	response.writeHead(200);
	const more = () => {
		if (!response.destroyed) response.write(CHUNK, () => setImmediate(more));
	};
	more();
}

async function textOf(request: IncomingMessage): Promise<string> {
	let text = '';
	for await (const chunk of request) text += String(chunk);
	return text;
}

export async function openListener(): Promise<{ origin: string; close(): Promise<void> }> {
	const told: Told[] = [];
	const answered = new Set<string>();

	const answer = ({ id, authorization = '' }: Told, response: ServerResponse): void => {
		if (id === 'hanging') return;
		if (id === 'endless') return answerEndlessly(response);
		const told = `${id} ${authorization}`;
		const first = answered.has(told) ? undefined : FIRST[id];
		answered.add(told);
		const headers = { location: '/followed' };
		response.writeHead(ALWAYS[id] ?? first ?? 200, headers).end(id === 'pinged-body' ? '{}' : '');
	};

	const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { method, url = '', headers } = request;
		if (method === 'GET') {
			response.end(JSON.stringify(told));
			return;
		}
		const { 'content-type': type, cookie, authorization } = headers;
		const each = { id: url.slice(1), type, cookie, authorization, body: await textOf(request) };
		told.push(each);
		answer(each, response);
	};

	const server = createServer((request, response) => void serve(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close() {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(() => resolve()));
		}
	};
}
