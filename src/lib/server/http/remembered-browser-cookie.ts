import type { ApiEvent } from './api-event.ts';

type Cookies = ApiEvent['cookies'];

/** The cookie of a browser that is remembered. Without the password it opens nothing. */
export interface RememberedBrowserCookie {
	read(cookies: Pick<Cookies, 'get'>): string | undefined;
	set(cookies: Cookies, token: string): void;
	clear(cookies: Cookies): void;
}

const DAY_SECONDS = 24 * 60 * 60;

/** `isSecure` is false on http://localhost only, where `__Host-` names and `Secure` would be refused. */
export function createRememberedBrowserCookie({
	isSecure,
	rememberDays
}: {
	readonly isSecure: boolean;
	readonly rememberDays: number;
}): RememberedBrowserCookie {
	const name = `${isSecure ? '__Host-' : ''}latchkey-remembered`;
	const attributes = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' } as const;
	return {
		read: (cookies) => cookies.get(name),
		set: (cookies, token) =>
			cookies.set(name, token, { ...attributes, maxAge: rememberDays * DAY_SECONDS }),
		clear: (cookies) => cookies.delete(name, attributes)
	};
}
