/** Requests as bytes, made once and sent often. */
import { bodyOf, cookiesOf, openConnection } from './connection.mjs';

/** The same browser for everyone: servers look at it. */
export const USER_AGENT =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/**
 * @param {{ origin: string }} service
 * @param {{ method?: string, path: string, cookie?: string, body?: object, headers?: object }} request
 */
export function encodeRequest({ origin }, { method = 'GET', path, cookie, body, headers = {} }) {
	const text = body === undefined ? '' : JSON.stringify(body);
	const lines = [
		`${method} ${path} HTTP/1.1`,
		`Host: ${new URL(origin).host}`,
		`User-Agent: ${USER_AGENT}`,
		'Accept: */*',
		'Accept-Language: en',
		...(cookie ? [`Cookie: ${cookie}`] : []),
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		...(method === 'GET' ? [] : [`Origin: ${origin}`]),
		...(body === undefined ? [] : ['Content-Type: application/json']),
		...(method === 'GET' ? [] : [`Content-Length: ${Buffer.byteLength(text)}`])
	];
	return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${text}`);
}

/** One call by one browser: what it answered, and the cookies that it holds from then on. */
export async function call(connection, service, request) {
	const reply = await connection.exchange(encodeRequest(service, request));
	if (reply.status >= 400) {
		throw new Error(`${request.path} answered ${reply.status}: ${bodyOf(reply).slice(0, 300)}`);
	}
	const text = bodyOf(reply);
	return { cookie: cookiesOf(reply), body: text.startsWith('{') ? JSON.parse(text) : text };
}

/** Runs `work` on a connection of its own. */
export async function withConnection({ port }, work) {
	const connection = await openConnection(port);
	try {
		return await work(connection);
	} finally {
		connection.close();
	}
}
