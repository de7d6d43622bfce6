import { createHash } from 'node:crypto';

import { decodeProtectedHeader, EmbeddedJWK, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import { createProver } from './proof.ts';
import { API, createFakeService, SERVICE, type FakeService } from './service.fixture.ts';
import { createClient, ProblemError, type Client, type ClientOptions } from './index.ts';

let service: FakeService;
let name = 0;
const open: Client[] = [];

beforeEach(() => {
	service = createFakeService();
	// Tests are no tabs of each other.
	name += 1;
	vi.stubGlobal('location', { origin: API });
});
afterEach(() => {
	for (const client of open.splice(0)) client.close();
	vi.unstubAllGlobals();
});

function tab(own: Partial<ClientOptions> = {}): Client {
	const options = { origin: SERVICE, clientId: `notes-${name}`, fetch: service.fetch, ...own };
	const client = createClient(options);
	open.push(client);
	return client;
}

async function signIn(client: Client): Promise<void> {
	await client.signInWithPassword({ identifier: 'anna', password: 'right' });
	await client.answer('chl_1', { method: 'totp', answer: '123456' });
}

/** Resolves when the tab knows so. */
const until = (client: Client, status: string): Promise<void> =>
	new Promise((resolve) => {
		client.session.subscribe((state) => void (state.status === status && resolve()));
	});

const count = (path: string): number => service.paths().filter((each) => each === path).length;
const notes = (client: Client) => client.fetch(`${API}/notes`);

describe('signing in', () => {
	test('a password and a code become a session and tokens', async () => {
		const client = tab();
		await signIn(client);
		expect(client.session.get()).toMatchObject({ status: 'signed-in', session: { aal: 2 } });
		expect((await notes(client)).status).toBe(200);
		expect(service.last('/tokens')?.headers.get('latchkey-client')).toBe(`notes-${name}`);
	});

	test('a wrong password is refused by its code, and nobody is signed in', async () => {
		const client = tab();
		const wrong = client.signInWithPassword({ identifier: 'anna', password: 'wrong' });
		await expect(wrong).rejects.toMatchObject({ code: 'sign_in.not_accepted' });
		await until(client, 'signed-out');
	});

	test('the code of a sign-in is given to nobody else', async () => {
		const client = tab();
		await client.signInWithPassword({ identifier: 'anna', password: 'right' });
		const verdict = await client.answer('chl_1', { method: 'totp', answer: '123456' });
		expect(verdict).not.toHaveProperty('code');
	});

	test('a second sign-in leaves no session behind', async () => {
		const client = tab();
		await signIn(client);
		await signIn(client);
		expect(service.last('/tokens/revoke')?.body['refreshToken']).toBe('refresh-0');
	});
});

describe('calling an API', () => {
	test('a refused token is refreshed once, asked about once, and the call made once more', async () => {
		const client = tab();
		await signIn(client);
		service.expire();
		expect((await notes(client)).status).toBe(200);
		expect(service.paths().slice(-4)).toEqual([
			'/notes',
			'/tokens/refresh',
			'/tokens/session',
			'/notes'
		]);
	});

	test('a body is sent once more as it was', async () => {
		const client = tab();
		await signIn(client);
		service.expire();
		await client.fetch(`${API}/notes`, { method: 'POST', body: '{"text":"milk"}' });
		expect(service.last('/notes')?.body).toEqual({ text: 'milk' });
	});

	test('what is refused with new tokens, too, is not tried a third time', async () => {
		const client = tab({ apis: [`${API}/notes`] });
		await signIn(client);
		service.endSession();
		expect((await notes(client)).status).toBe(401);
		expect(count('/notes')).toBe(1);
		expect(client.session.get().status).toBe('signed-out');
	});

	test('a token goes to no other place', async () => {
		const client = tab({ apis: ['https://notes.example/api'] });
		await signIn(client);
		for (const url of [
			'https://evil.example/notes',
			'https://notes.example/apis',
			'https://notes.example.evil.example/api',
			'https://notes.example/notes'
		])
			await expect(client.fetch(url)).rejects.toThrow(TypeError);
		expect(count('/notes')).toBe(0);
	});

	test('a proof that is not taken, as where a clock is off, signs nobody out', async () => {
		const client = tab();
		await signIn(client);
		service.expire();
		service.refuse('/api/v1/tokens/refresh', 'tokens.proof_not_accepted');
		expect((await notes(client)).status).toBe(401);
		expect(client.session.get().status).toBe('signed-in');
		expect((await notes(client)).status).toBe(200);
	});

	test('a lost refresh signs nobody out, and is tried again with the same token', async () => {
		const client = tab();
		await signIn(client);
		service.expire();
		service.hold('/api/v1/tokens/refresh', Promise.resolve('lost'));
		expect((await notes(client)).status).toBe(401);
		expect(client.session.get().status).toBe('signed-in');
		expect((await notes(client)).status).toBe(200);
	});
});

describe.each(['with locks', 'without locks'])('in many tabs %s', (locks) => {
	beforeEach(() => {
		if (locks === 'without locks') vi.stubGlobal('navigator', {});
	});

	test('a new tab learns from the others', async () => {
		const [first, second] = [tab(), tab()];
		await signIn(first);
		await until(second, 'signed-in');
		expect((await notes(tab())).status).toBe(200);
		expect(count('/tokens')).toBe(1);
	});

	test('one refresh serves all calls', async () => {
		const first = tab();
		const tabs = [first, ...(locks === 'with locks' ? [tab(), tab(), tab()] : [])];
		await signIn(first);
		await Promise.all(tabs.map((each) => until(each, 'signed-in')));
		service.expire();
		const answers = await Promise.all([...tabs, ...tabs].map(notes));
		expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
		expect(count('/tokens/refresh')).toBe(1);
	});

	test('signing out in one signs out all, and ends the newest tokens', async () => {
		const [first, second] = [tab(), tab()];
		await signIn(first);
		await until(second, 'signed-in');
		service.expire();
		await notes(second);
		await first.signOut();
		await until(second, 'signed-out');
		expect(service.last('/tokens/revoke')?.body['refreshToken']).toBe('refresh-1');
		expect((await notes(second)).status).toBe(401);
	});

	test('a session that was ended elsewhere is over in all', async () => {
		const [first, second] = [tab(), tab()];
		await signIn(first);
		await until(second, 'signed-in');
		service.endSession();
		expect(await first.session.check()).toEqual({ status: 'signed-out' });
		await until(second, 'signed-out');
	});
});

test('without locks, a refresh that answers after the sign-out is not heard', async () => {
	vi.stubGlobal('navigator', {});
	const [first, second] = [tab(), tab()];
	await signIn(first);
	await until(second, 'signed-in');
	service.expire();
	let answer = (_: 'answered'): void => undefined;
	service.hold('/api/v1/tokens/refresh', new Promise((resolve) => (answer = resolve)));
	const called = notes(first);
	await vi.waitFor(() => expect(count('/tokens/refresh')).toBe(1));
	await second.signOut();
	await until(first, 'signed-out');
	answer('answered');
	expect((await called).status).toBe(401);
	expect(first.session.get().status).toBe('signed-out');
});

test('signing out counts also where the service cannot be told', async () => {
	const client = tab();
	await signIn(client);
	service.hold('/api/v1/tokens/revoke', Promise.resolve('lost'));
	await expect(client.signOut()).rejects.toBeInstanceOf(ProblemError);
	expect(client.session.get().status).toBe('signed-out');
});

test('a step-up asks for what is missing, and does the work once more', async () => {
	const client = tab();
	let isProven = false;
	const refusal = new Response('', {
		status: 401,
		headers: { 'www-authenticate': 'Bearer error="insufficient_user_authentication"' }
	});
	const work = async () => (isProven ? Response.json({}) : refusal);
	const prove = vi.fn(async () => void (isProven = true));
	expect((await client.stepUp(work, prove)).status).toBe(200);
	const challenge = { id: 'chl_2' };
	const refused = new ProblemError({ code: 'step-up-required', status: 401, challenge });
	await expect(client.stepUp(() => Promise.reject(refused), prove)).rejects.toBe(refused);
	expect(prove.mock.calls).toEqual([[undefined], [challenge]]);
	const other = new ProblemError({ code: 'not_found', status: 404 });
	await expect(client.stepUp(() => Promise.reject(other), prove)).rejects.toBe(other);
	expect(prove).toHaveBeenCalledTimes(2);
});

test('each call proves a key that no script can read, for itself and for its token', async () => {
	const [client, second] = [tab({ prover: createProver() }), tab({ prover: createProver() })];
	await signIn(client);
	await until(second, 'signed-in');
	await second.session.check();
	const proof = service.last('/tokens/session')?.headers.get('dpop') ?? '';
	const { payload } = await jwtVerify(proof, EmbeddedJWK, { typ: 'dpop+jwt' });
	expect(payload).toMatchObject({ htm: 'GET', htu: `${SERVICE}/api/v1/tokens/session` });
	// The SHA-256 of `access.1`, RFC 9449 §4.2.
	const digest = createHash('sha256').update('access.1').digest('base64url');
	expect(payload['ath']).toBe(digest);
	expect(decodeProtectedHeader(proof).jwk).not.toHaveProperty('d');
	const { privateKey } = await createProver().newKey();
	expect(privateKey.extractable).toBe(false);
});
