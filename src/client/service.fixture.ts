/** The service as a client's page meets it: one account, tokens that rotate, and what was asked of it. */
import type { SessionView } from './wire.ts';

export const SERVICE = 'https://id.example';
export const API = 'https://notes.example';

interface Asked {
	readonly path: string;
	readonly headers: Headers;
	readonly body: Record<string, unknown>;
}

const session = { id: 'ses_1', account: 'acc_1', aal: 2, amr: ['pwd'] } as unknown as SessionView;

const problem = (status: number, code: string): Response =>
	new Response(JSON.stringify({ code }), {
		status,
		headers: { 'content-type': 'application/problem+json' }
	});

const kept = (body: object): Response =>
	Response.json(body, { headers: { 'latchkey-kept': 'kept' } });

export interface FakeService {
	readonly fetch: typeof fetch;
	/** The paths that were asked, in order. */
	paths(): readonly string[];
	last(path: string): Asked | undefined;
	/** The access tokens of now are refused from here on; the refresh token is good. */
	expire(): void;
	endSession(): void;
	/** The next answer to `path` waits for what is resolved, or is lost. */
	hold(path: string, until: Promise<'answered' | 'lost'>): void;
	/** The next call of `path` is refused. */
	refuse(path: string, code: string): void;
}

export function createFakeService(): FakeService {
	const asked: Asked[] = [];
	const held = new Map<string, Promise<'answered' | 'lost'>>();
	const refusals = new Map<string, string>();
	let isAlive = false;
	let current = 0;
	let access = 0;
	let wanted = 0;

	const pair = () => {
		access += 1;
		return {
			accessToken: `access.${access}`,
			refreshToken: `refresh-${current}`,
			tokenType: 'Bearer',
			expiresAt: new Date(1_700_000_000_000 + access * 1000).toISOString(),
			session
		};
	};
	const isGood = (headers: Headers): boolean => {
		const number = Number(/ access\.(\d+)$/.exec(headers.get('authorization') ?? '')?.[1] ?? 0);
		return isAlive && number > wanted;
	};
	const refused = () => problem(401, 'tokens.not_accepted');

	const answers: Record<string, (asked: Asked) => Response> = {
		'/api/v1/sign-in/password': ({ body }) => {
			if (body['password'] !== 'right') return problem(401, 'sign_in.not_accepted');
			return kept({ status: 'challenge', challenge: { id: 'chl_1', methods: ['totp'] } });
		},
		'/api/v1/challenges/chl_1/answer': ({ headers }) => {
			if (headers.get('latchkey-kept') !== 'kept') return problem(404, 'challenges.unknown');
			isAlive = true;
			return kept({ verified: true, session, code: 'code' });
		},
		'/api/v1/tokens': () => Response.json(pair()),
		'/api/v1/tokens/refresh': ({ body }) => {
			if (!isAlive || body['refreshToken'] !== `refresh-${current}`) return refused();
			current += 1;
			return Response.json(pair());
		},
		'/api/v1/tokens/session': ({ headers }) =>
			isGood(headers) ? Response.json(session) : refused(),
		'/api/v1/tokens/revoke': () => {
			isAlive = false;
			return new Response(undefined, { status: 204 });
		},
		'/notes': ({ headers }) =>
			isGood(headers) ? Response.json({}) : new Response('', { status: 401 })
	};

	const fakeFetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
		const request = new Request(input, init);
		const path = new URL(request.url).pathname;
		const text = await request.text();
		const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
		const one = { path, headers: request.headers, body };
		asked.push(one);
		const waits = held.get(path);
		held.delete(path);
		// What is lost never reached it.
		if ((await waits) === 'lost') throw new TypeError('lost');
		const code = refusals.get(path);
		refusals.delete(path);
		if (code !== undefined) return problem(401, code);
		return answers[path]?.(one) ?? problem(404, 'not_found');
	};

	return {
		fetch: fakeFetch,
		paths: () => asked.map(({ path }) => path.replace('/api/v1', '')),
		last: (path) => asked.findLast((each) => each.path === `/api/v1${path}` || each.path === path),
		expire: () => void (wanted = access),
		endSession: () => void (isAlive = false),
		hold: (path, until) => void held.set(path, until),
		refuse: (path, code) => void refusals.set(path, code)
	};
}
