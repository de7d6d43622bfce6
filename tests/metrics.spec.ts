/** What Prometheus reads: numbers of everything that matters, and nothing that a client has chosen. */
import { connect } from 'node:net';

import { apiOf, newPerson } from './support/api.ts';
import { expect, test as base } from './support/fixtures.ts';
import { freePort } from './support/server-process.ts';

const test = base.extend<{ metrics: () => Promise<string> }, { metricsPort: number }>({
	metricsPort: [async ({}, use) => use(await freePort()), { scope: 'worker' }],
	environment: [
		async ({ metricsPort }, use) => use({ LATCHKEY_METRICS_PORT: String(metricsPort) }),
		{ scope: 'worker' }
	],
	metrics: async ({ request, server, metricsPort }, use) => {
		expect(server.isRunning()).toBe(true);
		const url = `http://127.0.0.1:${metricsPort}/metrics`;
		await use(async () => (await request.get(url)).text());
	}
});

/** The value of the series with these labels, in any order; 0 where there is none. */
function valueOf(
	text: string,
	name: string,
	labels: Readonly<Record<string, string>> = {}
): number {
	const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
	const line = text
		.split('\n')
		.find(
			(each) => /^(\w+)/.exec(each)?.[1] === name && wanted.every((part) => each.includes(part))
		);
	return Number(line?.split(' ').at(-1) ?? 0);
}

const seriesOf = (text: string): string[] =>
	text
		.split('\n')
		.filter((line) => line !== '' && !line.startsWith('#'))
		.map((line) => line.replace(/ \S+$/, ''));

/** Sends raw bytes, as no client of good manners would, and waits for the end of the answer. */
function sendRaw(port: number, text: string): Promise<void> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => socket.end(text));
		socket
			.on('error', () => resolve())
			.on('close', () => resolve())
			.resume();
	});
}

test('requests, sign-ins, events, stores and hashing are counted', async ({
	metrics,
	request,
	server
}) => {
	const api = apiOf(request, server);
	const { username: identifier, email, password } = newPerson();
	await api.post('/accounts', { username: identifier, email, password });
	await api.post('/sign-in/password', { identifier, password });
	await api.send('POST', '/sign-in/password', { identifier, password: 'quite another phrase' });
	expect((await api.get('/session')).status()).toBe(200);
	const text = await metrics();
	const route = '/api/v1/sign-in/password';
	const counted = (name: string, labels: Record<string, string>) =>
		valueOf(text, `latchkey_${name}`, labels);
	expect(counted('requests_total', { route, method: 'POST', status: '200' })).toBe(1);
	expect(counted('request_duration_seconds_count', { route })).toBe(2);
	expect(counted('requests_total', { route: '/api/v1/session', status: '200' })).toBe(1);
	expect(counted('sign_ins_total', { method: 'passwords', result: 'succeeded' })).toBeGreaterThan(
		0
	);
	expect(counted('sign_ins_total', { method: 'passwords', result: 'failed' })).toBe(1);
	expect(counted('security_events_total', { code: 'account.created' })).toBe(1);
	expect(counted('password_hashing_duration_seconds_count', { part: 'work' })).toBeGreaterThan(2);
	expect(
		counted('store_call_duration_seconds_count', { port: 'sessions', operation: 'touch' })
	).toBeGreaterThan(0);
	expect(text).toContain('latchkey_mail_waiting 0');
	expect(text).toContain('latchkey_mail_failures_total{event="text.lost"} 0');
	expect(text).toMatch(/latchkey_build_info\{version="\d+\.\d+\.\d+",node="v\d+/);
	expect(text).toContain('nodejs_eventloop_lag_seconds');
	for (const personal of [identifier, email, 'acc_', 'ses_', '127.0.0.1'])
		expect(text).not.toContain(personal);
});

test('no path, method, host or header that a client makes up is a series of its own', async ({
	metrics,
	request,
	server
}) => {
	const attack = async (mark: string) => {
		for (const path of [
			'/',
			'/api/v1/factors/',
			'/_app/',
			'/verify/',
			'/not-me/',
			'/recover/stop/',
			'/sign-in?next='
		])
			await request.fetch(`${path}${mark}`, { method: 'GET', headers: { 'x-request-id': mark } });
		await request.fetch(`/${mark}`, { method: 'DELETE' });
		await sendRaw(
			server.port,
			`PURGE /${mark} HTTP/1.1\r\nHost: ${mark}\r\nConnection: close\r\n\r\n`
		);
		await sendRaw(
			server.port,
			`GET http://${mark}/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
		);
		await sendRaw(server.port, `${mark} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
	};
	await attack('made-up-first');
	const before = await metrics();
	for (let round = 0; round < 20; round += 1) await attack(`made-up-${round}`);
	const after = await metrics();
	// What Node says of its own open handles comes and goes.
	const ours = (text: string) => seriesOf(text).filter((name) => name.startsWith('latchkey_'));
	expect(ours(after)).toEqual(ours(before));
	expect(after).not.toMatch(/made-up/);
});

test('the port has metrics and nothing else, and the port of people has no metrics', async ({
	metrics,
	metricsPort,
	request
}) => {
	expect(await metrics()).toContain('latchkey_');
	for (const path of ['/', '/healthz', '/metrics/', '/metrics?x', '/api/v1/session'])
		expect((await request.get(`http://127.0.0.1:${metricsPort}${path}`)).status(), path).toBe(404);
	expect((await request.post(`http://127.0.0.1:${metricsPort}/metrics`)).status()).toBe(404);
	expect((await request.get('/metrics')).status()).toBe(404);
});
