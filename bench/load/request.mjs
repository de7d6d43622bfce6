/** Requests as bytes, made once and sent often. */
import { bodyOf, cookiesOf, openConnection } from './connection.mjs';

/** The same browser for everyone: servers look at it. */
export const USER_AGENT =
	'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

/** @param {object | undefined} body `URLSearchParams` are sent as a form, and any other as JSON */
function encodeBody(body) {
	if (body === undefined) return { text: '', type: [] };
	const isForm = body instanceof URLSearchParams;
	const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
	return { text: isForm ? String(body) : JSON.stringify(body), type: [`Content-Type: ${type}`] };
}

/**
 * @param {{ origin: string }} service
 * @param {{ method?: string, path: string, cookie?: string, body?: object, headers?: object, isPage?: boolean }} request
 *   Pages say where they are from, and programs do not.
 */
export function encodeRequest(
	{ origin },
	{ method = 'GET', path, cookie, body, headers = {}, isPage = true }
) {
	const { text, type } = encodeBody(body);
	const lines = [
		`${method} ${path} HTTP/1.1`,
		`Host: ${new URL(origin).host}`,
		`User-Agent: ${USER_AGENT}`,
		'Accept: */*',
		'Accept-Language: en',
		...(cookie ? [`Cookie: ${cookie}`] : []),
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		...(method === 'GET' || !isPage ? [] : [`Origin: ${origin}`]),
		...type,
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
