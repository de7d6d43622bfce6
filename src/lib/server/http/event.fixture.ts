/** A browser, and the requests that it makes, as Kit hands them to the HTTP edge. */
import type { Cookies, RequestEvent } from '@sveltejs/kit';

import { caller } from '../people.fixture.ts';
import type { Session } from '../sessions/index.ts';
import { ORIGIN, type Service } from '../testing.fixture.ts';

type SetOptions = Parameters<Cookies['set']>[2];

export interface SetCookie {
	readonly value: string;
	readonly options: SetOptions;
}

/** Cookies that are kept from one request to the next, with the attributes they were set with. */
export function cookieStore(held: Record<string, string> = {}) {
	const values = new Map(Object.entries(held));
	const written = new Map<string, SetCookie>();
	const cookies = {
		get: (name: string) => values.get(name),
		getAll: () => [...values].map(([name, value]) => ({ name, value })),
		set(name: string, value: string, options: SetOptions) {
			values.set(name, value);
			written.set(name, { value, options });
		},
		delete(name: string, options: SetOptions) {
			values.delete(name);
			written.set(name, { value: '', options: { ...options, maxAge: 0 } });
		},
		serialize: () => ''
	} as unknown as Cookies;
	return { cookies, values, written };
}

export type Browser = ReturnType<typeof cookieStore>;

interface Made {
	readonly method?: string;
	readonly path?: string;
	readonly route?: string;
	readonly body?: BodyInit;
	readonly type?: string;
	readonly session?: Session | undefined;
}

/** A request of `browser`, after the hook has found its session. */
export async function requestOf(
	{ app }: Service,
	browser: Browser,
	{ method = 'POST', path = '/', route = path, body, type, session }: Made = {}
): Promise<RequestEvent> {
	const { cookies } = browser;
	const token = app.cookies.sessionToken(cookies);
	const url = new URL(path, ORIGIN);
	const request = new Request(url, {
		method,
		...(body !== undefined && { body }),
		...(type !== undefined && { headers: { 'content-type': type } })
	});
	return {
		cookies,
		request,
		url,
		params: {},
		route: { id: route },
		locals: {
			app,
			caller,
			trace: { requestId: caller.requestId },
			locale: 'en',
			session: session ?? (token ? await app.sessions.check(token) : undefined)
		}
	} as unknown as RequestEvent;
}

/** Where `work` redirects to. */
export async function redirection(work: Promise<unknown>): Promise<string | undefined> {
	try {
		await work;
		return undefined;
	} catch (error) {
		if (typeof error === 'object' && error && 'location' in error) return String(error.location);
		throw error;
	}
}
