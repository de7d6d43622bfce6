/** A site that knows nothing of sign-in: it believes what its proxy says. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const escape = (given) => given.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Headers are bytes, and these are UTF-8. */
const utf8 = (value = '') => Buffer.from(value, 'latin1').toString();

function visitorOf({ headers }) {
	return {
		user: utf8(headers['remote-user']),
		name: utf8(headers['remote-name']),
		email: utf8(headers['remote-email']),
		groups: utf8(headers['remote-groups']).split(',').filter(Boolean),
		aal: Number(headers['remote-aal'] ?? 0)
	};
}

function pageOf({ name, groups }, path) {
	const who = name ? `Hello ${escape(name)}` : 'Hello, whoever you are';
	const out = name ? '<p><a href="/.latchkey/sign-out">Sign out</a></p>' : '';
	const are = groups.length > 0 ? `<p>You are in: ${escape(groups.join(', '))}.</p>` : '';
	return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Notes</title><style>body{font:1.1rem/1.6 sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem}</style>
<main><h1>${who}</h1><p>This is ${escape(path)}.</p>${are}
<nav><a href="/">Notes</a> · <a href="/welcome">Welcome</a> · <a href="/admin">Administration</a></nav>${out}</main></html>`;
}

async function answer(request, response) {
	const visitor = visitorOf(request);
	const path = request.url.split('?')[0];
	if (path === '/whoami') {
		const body = request.method === 'POST' ? await text(request) : undefined;
		const claims = Object.keys(request.headers).filter((name) => name.startsWith('remote'));
		response.setHeader('content-type', 'application/json');
		return response.end(JSON.stringify({ ...visitor, body, claims }));
	}
	response.setHeader('content-type', 'text/html; charset=utf-8');
	response.end(pageOf(visitor, path));
}

/** Says who is there and closes: enough of a WebSocket to show that one comes through. RFC 6455 §4.2.2, §5.2. */
function greet(request, socket) {
	const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
	const accept = createHash('sha1').update(key).digest('base64');
	const words = Buffer.from(visitorOf(request).user);
	socket.on('error', () => socket.destroy());
	socket.write(
		`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`
	);
	socket.end(Buffer.concat([Buffer.from([0x81, words.length]), words, Buffer.from([0x88, 0])]));
}

/** Listens on this machine alone: whoever else could reach it could say that they are anybody. */
export function listen(port = 0) {
	return new Promise((resolve, reject) => {
		const server = createServer((request, response) => void answer(request, response));
		server.on('upgrade', greet).once('error', reject);
		server.listen(port, '127.0.0.1', () => resolve(server));
	});
}
