import { apiOf, codeAt, enrolApp, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

interface Challenged {
	readonly challenge: { readonly id: string };
}

test('two processes share sessions, and an ended one is refused at both', async ({
	playwright,
	request,
	server
}) => {
	const other = await server.second();
	const here = apiOf(request, server);
	await here.post('/accounts', newPerson());
	const there = apiOf(request, { origin: server.origin, to: other.origin });
	expect((await there.get('/session')).status()).toBe(200);

	const kept = await request.storageState();
	expect((await there.send('DELETE', '/session')).status()).toBe(204);
	const replay = await playwright.request.newContext({ storageState: kept });
	for (const origin of [server.origin, other.origin]) {
		const response = await replay.get(`${origin}/api/v1/session`);
		expect(response.status()).toBe(401);
	}
	await replay.dispose();
});

test('a code that one process took is refused by the other', async ({ request, server }) => {
	const other = await server.second();
	const here = apiOf(request, server);
	const there = apiOf(request, { origin: server.origin, to: other.origin });
	const person = newPerson();
	const { username: identifier, password } = person;
	await here.post('/accounts', person);
	const now = server.now();
	const { secret } = await enrolApp(here, now);
	const answer = await codeAt(secret, new Date(now.getTime() + 30_000));

	const given = { identifier, password };
	const first = await here.post<Challenged>('/sign-in/password', given);
	const second = await there.post<Challenged>('/sign-in/password', given);
	const answers = { method: 'totp', answer };
	expect(await here.post(`/challenges/${first.challenge.id}/answer`, answers)).toMatchObject({
		verified: true
	});
	// Signing in took the attempt's cookie along; a challenge of the same browser waits at the other.
	const late = await there.send('POST', `/challenges/${second.challenge.id}/answer`, answers);
	expect((await late.json()) as unknown).not.toMatchObject({ verified: true });
	const third = await there.post<Challenged>('/sign-in/password', given);
	expect(await there.post(`/challenges/${third.challenge.id}/answer`, answers)).toMatchObject({
		verified: false,
		reason: 'wrong_code'
	});
});

test('of 50 parallel answers with one code over two processes, one verifies', async ({
	playwright,
	request,
	server
}) => {
	const other = await server.second();
	const person = newPerson();
	const owner = apiOf(request, server);
	await owner.post('/accounts', person);
	const now = server.now();
	const { secret } = await enrolApp(owner, now);
	const answer = await codeAt(secret, new Date(now.getTime() + 30_000));

	const browsers = [];
	for (let at = 0; at < 50; at++) {
		const context = await playwright.request.newContext();
		const to = at % 2 === 0 ? server.origin : other.origin;
		const api = apiOf(context, { origin: server.origin, to });
		const { challenge } = await api.post<Challenged>('/sign-in/password', {
			identifier: person.username,
			password: person.password
		});
		const given = { method: 'totp', answer };
		browsers.push({
			context,
			answer: () => api.send('POST', `/challenges/${challenge.id}/answer`, given)
		});
	}
	const answers = await Promise.all(browsers.map((browser) => browser.answer()));
	// A busy machine may be out of patience with some of them.
	for (const each of answers) expect([200, 503]).toContain(each.status());
	const verdicts = await Promise.all(
		answers.map(async (each) => (await each.json()) as { verified?: boolean })
	);
	expect(verdicts.filter(({ verified }) => verified)).toHaveLength(1);
	await Promise.all(browsers.map(({ context }) => context.dispose()));
});
