/**
 * Notes: a single-page application that signs people in by Latchkey on its own screens, and the API that it calls.
 * README.md says how it is started.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

import { createVerifier } from 'latchkey/server';

import { createApi } from './api.mjs';

const {
	LATCHKEY_URL: latchkey = 'http://localhost:3000',
	LATCHKEY_KEY: key,
	PORT = '4002'
} = process.env;
const origin = `http://localhost:${PORT}`;

const verifier = createVerifier({
	issuer: latchkey,
	audience: 'http://localhost/notes',
	// With a key of an application, what ended is over at once, and not when its token expires.
	...(key && { live: { key } })
});
const api = createApi({ verifier, origin });

/** Where a browser finds what a bundler would have put into one file. */
const MODULES = {
	'latchkey/client': '/modules/latchkey/client/index.js',
	'latchkey/client/proof': '/modules/latchkey/client/proof.js',
	'@simplewebauthn/browser': '/modules/webauthn/index.js'
};
const FOLDERS = {
	latchkey: new URL('../../dist/', import.meta.url).pathname,
	webauthn: new URL('.', import.meta.resolve('@simplewebauthn/browser')).pathname
};
const modules = JSON.stringify({ imports: MODULES });
const hash = createHash('sha256').update(modules).digest('base64');
const page = readFileSync(new URL('./public/index.html', import.meta.url), 'utf8')
	.replace('<!-- modules -->', () => `<script type="importmap">${modules}</script>`)
	.replace('{{latchkey}}', () => latchkey);

const SECURITY = {
	'content-security-policy': `default-src 'none'; style-src 'self'; script-src 'self' 'sha256-${hash}'; connect-src 'self' ${latchkey}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
	'cache-control': 'no-store'
};

const file = (type, body) => ({ status: 200, headers: { 'content-type': type }, body });
const own = (name) => readFileSync(new URL(`./public/${name}`, import.meta.url), 'utf8');

const FILES = {
	'/': () => file('text/html; charset=utf-8', page),
	'/app.mjs': () => file('text/javascript', own('app.mjs')),
	'/style.css': () => file('text/css', own('style.css'))
};

function moduleAt(path) {
	const [, folder, name] =
		/^\/modules\/(latchkey|webauthn)\/((?:[\w-]+\/)*[\w-]+\.js)$/.exec(path) ?? [];
	if (!folder) return undefined;
	try {
		return file('text/javascript', readFileSync(join(FOLDERS[folder], name), 'utf8'));
	} catch {
		return undefined;
	}
}

async function answer(request) {
	const { pathname } = new URL(request.url ?? '/', origin);
	if (pathname === '/api/notes') return api(request);
	return request.method === 'GET' ? (FILES[pathname]?.() ?? moduleAt(pathname)) : undefined;
}

const server = createServer((request, response) => {
	answer(request)
		.catch((error) => {
			console.error(error);
			return { status: 500, headers: {}, body: '' };
		})
		.then((found) => {
			const { status, headers, body } = found ?? { status: 404, headers: {}, body: '' };
			response.writeHead(status, { ...SECURITY, ...headers }).end(body);
		});
});

server.listen(Number(PORT), '127.0.0.1', () => {
	console.log(`Notes are open at ${origin}`);
});
