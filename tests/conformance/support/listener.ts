/** Where the applications of the cases are told that a session has ended, each at a path of its own. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was sent to one of them. */
export interface Told {
	readonly id: string;
	readonly type: string | undefined;
	readonly cookie: string | undefined;
	readonly body: string;
}

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
	let isRefusing = true;

	const answer = (id: string, response: ServerResponse): void => {
		if (id === 'hanging') return;
		if (id === 'endless') return answerEndlessly(response);
		if (id === 'redirecting') {
			response.writeHead(307, { location: '/followed' }).end();
			return;
		}
		// The first time only.
		const status = id === 'refusing' && isRefusing ? 503 : 200;
		if (id === 'refusing') isRefusing = false;
		response.writeHead(status).end();
	};

	const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const { method, url = '', headers } = request;
		if (method === 'GET') {
			response.end(JSON.stringify(told));
			return;
		}
		const { 'content-type': type, cookie } = headers;
		const id = url.slice(1);
		told.push({ id, type, cookie, body: await textOf(request) });
		answer(id, response);
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
