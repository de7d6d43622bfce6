/**
 * A shop that has its payments approved on a phone, by Latchkey: an example of an application.
 * Needs Node 22 and nothing else; README.md says how it is started.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { createLatchkey, LatchkeyError, readWebhook } from './latchkey.mjs';
import { isForeign, textOf, TooLongError } from './incoming.mjs';
import { endPage, formPage, missingPage, SCRIPT, waitingPage } from './pages.mjs';

const {
	LATCHKEY_URL: url = 'http://localhost:3000',
	LATCHKEY_KEY: key,
	LATCHKEY_WEBHOOK_SECRET: secret,
	PORT = '4000'
} = process.env;
if (!key) {
	console.error('LATCHKEY_KEY is missing: npm run latchkey -- applications add "Corner Shop"');
	process.exit(1);
}

const latchkey = createLatchkey({ url, key });
const style = readFileSync(new URL('./style.css', import.meta.url), 'utf8');
/** By their ids, which nobody can guess. A real shop keeps them in its database. */
const orders = new Map();
const MOST_ORDERS = 1000;

const SECURITY = {
	'content-security-policy':
		"default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'cache-control': 'no-store'
};

const html = (body, status = 200) => ({ status, type: 'text/html; charset=utf-8', body });
const json = (value, status = 200) => ({
	status,
	type: 'application/json',
	body: JSON.stringify(value)
});
const goTo = (location) => ({ status: 303, headers: { location }, body: '' });

const WORDS = {
	'transactions.wait': 'That was asked too often. Wait a little, then try again.',
	'transactions.unwanted': 'You have stopped payments from here. Try again tomorrow.',
	'transactions.account_not_allowed': 'That can be nobody’s username.',
	'transactions.text_not_allowed': 'There is a character in it that no phone can show.'
};

async function pay(fields) {
	const { account = '', payee = '', amount = '' } = fields;
	if (!/^\d{1,6}([.]\d{2})?$/.test(amount))
		return html(formPage({ problem: 'Type an amount such as 12.50.', given: fields }), 400);
	const id = randomUUID();
	const words = `Pay ${amount} € to ${payee.trim()}, order ${id.slice(0, 8)}?`;
	try {
		// The order's own id: were the answer lost, the same call would ask nobody twice.
		const asked = await latchkey.ask({ account, text: words, idempotencyKey: id });
		if (orders.size >= MOST_ORDERS) orders.delete(orders.keys().next().value);
		orders.set(id, { id, text: words, number: asked.number, request: asked.id, status: 'pending' });
		return goTo(`/orders/${id}`);
	} catch (error) {
		if (!(error instanceof LatchkeyError)) throw error;
		const problem = WORDS[error.code] ?? 'Latchkey did not take the question. Try again.';
		return html(formPage({ problem, given: fields }), 502);
	}
}

/** The truth is what Latchkey answers, whoever says that it is time to ask. */
async function refresh(order, toldBy = 'asking') {
	if (order.status !== 'pending') return order;
	const { status, receipt } = await latchkey.look(order.request);
	if (status !== 'pending') Object.assign(order, { status, receipt, toldBy });
	return order;
}

async function cancel(order) {
	await latchkey.withdraw(order.request).catch((error) => {
		// It was answered a moment before: then that counts.
		if (error.code !== 'transactions.over') throw error;
	});
	await refresh(order);
	return goTo(`/orders/${order.id}`);
}

async function told(request) {
	const body = await textOf(request);
	const signature = request.headers['latchkey-signature'];
	const said = secret && readWebhook({ body, signature, secret, now: Date.now() });
	if (!said) return json({}, 401);
	const order = [...orders.values()].find((each) => each.request === said.id);
	if (order) await refresh(order, 'webhook');
	console.log(`Told of ${said.id}`);
	return json({});
}

async function show(order) {
	const { status } = await refresh(order);
	return html(status === 'pending' ? waitingPage(order) : endPage(order));
}

const file = (type, body) => async () => ({ status: 200, type, body });

const ROUTES = {
	'GET /': async () => html(formPage()),
	'GET /style.css': file('text/css', style),
	'GET /wait.js': file('text/javascript', SCRIPT),
	'POST /told': told,
	'POST /pay': async (request) =>
		pay(Object.fromEntries(new URLSearchParams(await textOf(request))))
};

const ORDER_ROUTES = {
	'GET ': show,
	'GET status': async (order) => json({ status: (await refresh(order)).status }),
	'GET receipt.json': async ({ receipt }) => receipt && json(receipt),
	'POST cancel': cancel
};

async function answer(request) {
	const { pathname } = new URL(request.url ?? '/', 'http://localhost');
	if (request.method === 'POST' && isForeign(request)) return json({}, 403);
	const route = ROUTES[`${request.method} ${pathname}`];
	if (route) return route(request);
	const [, id, below = ''] = /^\/orders\/([\w-]+)(?:\/([\w.]+))?$/.exec(pathname) ?? [];
	const order = orders.get(id);
	return order && ORDER_ROUTES[`${request.method} ${below}`]?.(order);
}

const server = createServer((request, response) => {
	answer(request)
		.catch((error) => {
			if (error instanceof TooLongError) return json({}, 413);
			console.error(error.code ?? error);
			return html(formPage({ problem: 'Latchkey cannot be reached. Try again.' }), 502);
		})
		.then((found) => {
			const { status, type, headers, body } = found ?? html(missingPage(), 404);
			const own = { ...SECURITY, ...headers, ...(type && { 'content-type': type }) };
			response.writeHead(status, own).end(body);
		});
});

server.listen(Number(PORT), '127.0.0.1', () => {
	console.log(`The shop is open at http://localhost:${server.address().port}`);
});
