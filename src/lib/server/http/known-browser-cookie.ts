import { KNOWN_FOR_MS } from '#lib/server/known-browsers/index.ts';
import type { ApiEvent } from './api-event.ts';

type Cookies = ApiEvent['cookies'];

/** The cookie of a browser that has signed in before. It opens nothing and says nothing about anybody. */
export interface KnownBrowserCookie {
	read(cookies: Cookies): string | undefined;
	set(cookies: Cookies, token: string): void;
}

/** `isSecure` is false on http://localhost only, where `__Host-` names and `Secure` would be refused. */
export function createKnownBrowserCookie({ isSecure }: { isSecure: boolean }): KnownBrowserCookie {
	const name = `${isSecure ? '__Host-' : ''}latchkey-known`;
	return {
		read: (cookies) => cookies.get(name),
		set: (cookies, token) =>
			cookies.set(name, token, {
				path: '/',
				httpOnly: true,
				secure: isSecure,
				sameSite: 'lax',
				maxAge: KNOWN_FOR_MS / 1000
			})
	};
}
