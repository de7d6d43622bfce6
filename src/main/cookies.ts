/** The cookies of one request, and those that its answer sets. */
import type { IncomingMessage } from 'node:http';

import type { ApiEvent } from '#lib/server/http/api-event.ts';

type Cookies = ApiEvent['cookies'];
type Options = NonNullable<Parameters<Cookies['set']>[2]>;

/** Reads one cookie by name; the values that matter here are made of characters that need no decoding. */
export function cookieReader({ headers }: IncomingMessage): {
	get(name: string): string | undefined;
} {
	const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
	return {
		get: (name) => pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
	};
}

/** As Kit's own cookies, which all of ours give every attribute; see RFC 6265 §4.1.1. */
export function createCookies(request: IncomingMessage): Cookies & { written(): string[] } {
	const sent = cookieReader(request);
	const set = new Map<string, { readonly value: string; readonly options: Options }>();
	return {
		get(name) {
			const fresh = set.get(name);
			if (!fresh) return sent.get(name);
			return fresh.options.maxAge === 0 ? undefined : fresh.value;
		},
		set: (name, value, options = {}) => void set.set(name, { value, options }),
		delete: (name, options) =>
			void set.set(name, { value: '', options: { ...options, maxAge: 0 } }),
		written: () => [...set].map(([name, { value, options }]) => spell(`${name}=${value}`, options))
	};
}

function spell(
	pair: string,
	{ maxAge, path, expires, httpOnly, secure, sameSite }: Options
): string {
	return [
		pair,
		...(maxAge === undefined ? [] : [`Max-Age=${maxAge}`]),
		`Path=${path ?? '/'}`,
		...(expires ? [`Expires=${expires.toUTCString()}`] : []),
		...(httpOnly ? ['HttpOnly'] : []),
		...(secure ? ['Secure'] : []),
		...(sameSite === 'lax' ? ['SameSite=Lax'] : [])
	].join('; ');
}
