import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createClient, type Client } from './index.ts';

const session = { id: 'ses_1', account: 'acc_1', aal: 1 };
const origin = 'https://id.example';
let isAlive = false;
const open: Client[] = [];

const answers: Record<string, () => Response> = {
	'POST /api/v1/sign-in/password': () => {
		isAlive = true;
		return Response.json({ status: 'signed-in', session });
	},
	'GET /api/v1/session': () =>
		isAlive ? Response.json(session) : new Response('', { status: 401 }),
	'DELETE /api/v1/session': () => {
		isAlive = false;
		return new Response(undefined, { status: 204 });
	},
	'GET /api/v1/events': () => new Response('', { status: isAlive ? 200 : 401 })
};

const send = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
	const { method, url } = new Request(input, init);
	return answers[`${method} ${new URL(url).pathname}`]?.() ?? new Response('', { status: 404 });
};

function tab(): Client {
	const client = createClient({ origin, fetch: send });
	open.push(client);
	return client;
}

const until = (client: Client, status: string): Promise<void> =>
	new Promise((resolve) => {
		client.session.subscribe((state) => void (state.status === status && resolve()));
	});

beforeEach(() => {
	isAlive = false;
	vi.stubGlobal('location', { origin });
});
afterEach(() => {
	for (const client of open.splice(0)) client.close();
	vi.unstubAllGlobals();
});

test('a page of the service knows by its cookie who is signed in, in each tab', async () => {
	const [first, second] = [tab(), tab()];
	await Promise.all([until(first, 'signed-out'), until(second, 'signed-out')]);
	await first.signInWithPassword({ identifier: 'anna', password: 'right' });
	await until(second, 'signed-in');
	await until(tab(), 'signed-in');
	await second.signOut();
	await until(first, 'signed-out');
});

test('a call that is refused finds out that the session is over', async () => {
	isAlive = true;
	const client = tab();
	await until(client, 'signed-in');
	isAlive = false;
	expect((await client.fetch(`${origin}/api/v1/events`)).status).toBe(401);
	expect(client.session.get().status).toBe('signed-out');
});
