/** An API that holds a list of what has ended, beside the built server: nobody asks about each token. */
import { hashSecret } from '#lib/server/core/secret.ts';
import { createVerifier, type TokenError, type VerifierOptions } from '../src/verifier/index.ts';
import { apiOf, newPerson } from './support/api.ts';
import { expect, test as base } from './support/fixtures.ts';

const SECRET = 'a secret that the API and its operator know';
const API = 'https://notes.example/api';
const CLIENTS = [
	{ id: 'notes', name: 'Notes', audience: API },
	{
		id: 'notes-api',
		name: 'Notes API',
		audience: API,
		grants: ['client_credentials'],
		authentication: 'client_secret_basic',
		secretHash: hashSecret(SECRET)
	}
];
const CREDENTIALS = { clientId: 'notes-api', clientSecret: SECRET };

const test = base.extend({
	environment: [{ LATCHKEY_CLIENTS: JSON.stringify(CLIENTS) }, { scope: 'worker' }]
});

interface Target {
	readonly origin: string;
	readonly now: () => Date;
}

/** What an app without pages does: no cookies, and its id with each call. */
async function call(origin: string, path: string, body: object): Promise<Record<string, unknown>> {
	const response = await fetch(`${origin}/api/v1${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'latchkey-client': 'notes' },
		body: JSON.stringify(body)
	});
	const text = await response.text();
	expect(response.ok, text).toBe(true);
	return text ? (JSON.parse(text) as Record<string, unknown>) : {};
}

async function signIn(
	{ origin }: Target,
	{ username: identifier, password }: { username: string; password: string }
) {
	const { code } = await call(origin, '/sign-in/password', {
		identifier,
		password,
		staySignedIn: true
	});
	return (await call(origin, '/tokens', { code })) as unknown as {
		accessToken: string;
		refreshToken: string;
	};
}

/** An API, and what it asks of Latchkey. */
function openApi(server: Target, own: Partial<VerifierOptions> = {}) {
	const asked: string[] = [];
	const verifier = createVerifier({
		issuer: server.origin,
		audience: API,
		now: server.now,
		ended: CREDENTIALS,
		...own,
		fetch: (input, init) => {
			asked.push(new URL(new Request(input, init).url).pathname);
			return (own.fetch ?? fetch)(input, init);
		}
	});
	const judge = async (token: string): Promise<string> => {
		const headers = { authorization: `Bearer ${token}` };
		return verifier.verify({ method: 'GET', url: `${API}/notes`, headers }).then(
			() => 'good',
			(error: TokenError) => error.code
		);
	};
	return { judge, asked, close: verifier.close };
}

/** Until it is known what has ended, and nobody need be asked. */
const untilKnown = ({ judge }: Pick<ReturnType<typeof openApi>, 'judge'>, token: string) =>
	expect.poll(() => judge(token), { timeout: 30_000 }).toBe('good');

test('a token is refused soon after its session has ended, at another process too, and nobody is asked', async ({
	request,
	server
}) => {
	// A process that ends waits for connections on which nothing was asked yet, as clients open them ahead.
	test.slow();
	const person = newPerson();
	const account = apiOf(request, server);
	await account.post('/accounts', person);
	const pair = await signIn(server, person);
	const other = await signIn(server, person);
	const second = await server.second();
	/** It listens at another process than the one at which sessions end. */
	const strict = openApi(server, {
		ended: { ...CREDENTIALS, whenUnknown: 'refuse' },
		fetch: (input, init) =>
			fetch(`${second.origin}${new URL(new Request(input, init).url).pathname}`, init)
	});
	const apis = [openApi(server), strict];
	for (const api of apis) await untilKnown(api, pair.accessToken);
	await call(server.origin, '/tokens/revoke', { refreshToken: pair.refreshToken });
	for (const api of apis) {
		await expect.poll(() => api.judge(pair.accessToken)).toBe('invalid_token');
		expect(await api.judge(other.accessToken)).toBe('good');
	}
	// It was told, and has not asked.
	expect(strict.asked).not.toContain('/oauth2/introspect');
	expect((await account.send('DELETE', '/sessions')).ok()).toBe(true);
	for (const api of apis)
		await expect.poll(() => api.judge(other.accessToken)).toBe('invalid_token');
	for (const { close } of apis) close();
});

test('while the server is away nobody gets in unasked; what ended before it came back is known then', async ({
	request,
	server
}) => {
	test.slow();
	const person = newPerson();
	await apiOf(request, server).post('/accounts', person);
	const [pair, other] = [await signIn(server, person), await signIn(server, person)];
	let isCut = false;
	const cut = new Set<AbortController>();
	const api = openApi(server, {
		ended: { ...CREDENTIALS, whenUnknown: 'refuse' },
		fetch: (input, init) => {
			if (isCut) return Promise.reject(new TypeError('cut'));
			const line = new AbortController();
			cut.add(line);
			const signals = [line.signal, ...(init?.signal ? [init.signal] : [])];
			return fetch(input, { ...init, signal: AbortSignal.any(signals) });
		}
	});
	await untilKnown(api, pair.accessToken);

	// The subscriber is away; meanwhile a session ends.
	isCut = true;
	for (const line of cut) line.abort();
	await call(server.origin, '/tokens/revoke', { refreshToken: pair.refreshToken });
	await server.advance(16_000);
	expect(await api.judge(other.accessToken)).toBe('unavailable');
	isCut = false;
	await expect.poll(() => api.judge(pair.accessToken), { timeout: 40_000 }).toBe('invalid_token');
	await untilKnown(api, other.accessToken);

	// The server ends cleanly though somebody listens, and comes back.
	await server.restart();
	await untilKnown(api, other.accessToken);
	expect(await api.judge(pair.accessToken)).toBe('invalid_token');
	api.close();
	expect(await api.judge(other.accessToken)).toBe('unavailable');
});
