/** What the server prints: lines that an operator can use, and no secret. Every other test is searched for those, too. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { apiOf, codeAt, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';
import { createServerProcess, freePort, type ServerProcess } from './support/server-process.ts';

type Line = Readonly<Record<string, unknown>>;

/** What was logged since `from`, oldest first. */
function linesOf(server: Pick<ServerProcess, 'logs'>, from = 0): Line[] {
	const text = server.logs().slice(from).split('\n');
	return text.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line);
}

const plants = resolve('tests/support/planted-leak.ts');

/** A server of its own, with `PLANT` printed amid a sign-up and a sign-in. Resolves with the complaint at its end. */
async function complaintAbout(
	plant: string,
	work: (server: ServerProcess) => Promise<void>
): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'latchkey-plant-'));
	const port = await freePort();
	const environment = { NODE_OPTIONS: `--import=${plants}`, PLANT: plant };
	const server = createServerProcess({ folder, environment, port });
	try {
		await server.start();
		await work(server);
		return await server.stop().then(
			() => 'nothing',
			(error: unknown) => String(error)
		);
	} finally {
		await rm(folder, { recursive: true });
	}
}

for (const [plant, kind] of [
	['body', 'password'],
	['cookie', 'cookie latchkey'],
	['words', 'not of its log'],
	['nothing', 'nothing']
] as const)
	test(`a server that prints ${plant} is found out by its kind, and the secret is not repeated`, async ({
		playwright
	}) => {
		const secrets: string[] = [];
		const complaint = await complaintAbout(plant, async (server) => {
			const request = await playwright.request.newContext();
			const person = newPerson();
			const api = apiOf(request, server);
			await api.post('/accounts', person);
			await api.post('/step-up');
			const { cookies } = await request.storageState();
			secrets.push(person.password, ...cookies.map(({ value }) => value));
			await request.dispose();
		});
		expect(complaint).toContain(kind);
		for (const secret of secrets) expect(complaint).not.toContain(secret);
	});

test('a request that changes something has one line, with ids and the template of its route', async ({
	request,
	server
}) => {
	const api = apiOf(request, server);
	await api.post('/accounts', newPerson());
	const session = (await (await api.get('/session')).json()) as { id: string };
	const from = server.logs().length;
	const response = await api.send('DELETE', `/factors/${'x'.repeat(20)}?secret=y`);
	expect(response.status()).toBe(404);
	await expect.poll(() => linesOf(server, from)).toHaveLength(1);
	const requestId = response.headers()['x-request-id'];
	expect(await response.json()).toMatchObject({ requestId });
	expect(linesOf(server, from)[0]).toMatchObject({
		level: 'info',
		event: 'request',
		requestId,
		method: 'DELETE',
		route: '/api/v1/factors/[id]',
		status: 404,
		session: session.id
	});
});

test('a sign-in that fails is a line of its own, found by the id that the answer has', async ({
	request,
	server
}) => {
	const api = apiOf(request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const from = server.logs().length;
	const given = { identifier: person.username, password: 'quite another phrase' };
	const response = await api.send('POST', '/sign-in/password', given);
	const requestId = response.headers()['x-request-id'];
	const events = () => linesOf(server, from).filter((line) => line['requestId'] === requestId);
	await expect
		.poll(() =>
			events()
				.map(({ event }) => event)
				.sort()
		)
		.toEqual(['request', 'security']);
	expect(events()).toContainEqual(
		expect.objectContaining({ code: 'sign_in.failed', kind: 'passwords' })
	);
});

test('what is asked for by the way, health and sessions and files, has an id and no line', async ({
	request,
	server
}) => {
	await request.get('/');
	const from = server.logs().length;
	for (const path of [
		'/healthz',
		'/readyz',
		'/api/v1/session',
		'/favicon.svg',
		'/nowhere',
		'/sign-in'
	]) {
		const response = await request.get(path);
		expect(response.headers()['x-request-id'], path).toMatch(/^[\w-]{12}$/);
	}
	expect(linesOf(server, from)).toEqual([]);
});

test('a client cannot choose the id of its request', async ({ request }) => {
	const headers = { 'x-request-id': 'chosen-by-a-client' };
	const response = await request.get('/sign-in', { headers });
	expect(response.headers()['x-request-id']).not.toBe(headers['x-request-id']);
});

test('a whole life with codes and recovery leaves no secret in the log', async ({
	request,
	server
}) => {
	const api = apiOf(request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const begun = await api.post<{ id: string; prompt: { enrol: { secret: string } } }>(
		'/enrolments',
		{
			method: 'totp'
		}
	);
	await api.send('POST', `/enrolments/${begun.id}/answer`, { answer: '000000' });
	const answer = await codeAt(begun.prompt.enrol.secret, server.now());
	await api.post(`/enrolments/${begun.id}/answer`, { answer });
	// The search is at the end of each life.
	expect(await server.stop()).toEqual({ code: 0, signal: null });
});
