import type { Cookies } from '@sveltejs/kit';
import { expect, test } from 'vitest';

import { createKnownBrowserCookie } from './known-browser-cookie.ts';

/** Keeps what is set, with its attributes. */
function createJar() {
	const kept = new Map<string, { value: string; options: object }>();
	const cookies: Pick<Cookies, 'get' | 'set'> = {
		get: (name) => kept.get(name)?.value,
		set: (name, value, options = {}) => void kept.set(name, { value, options })
	};
	return { kept, cookies: cookies as Cookies };
}

test.each([
	[true, '__Host-latchkey-known'],
	[false, 'latchkey-known']
])('where the origin is https: %s, the cookie is %s', (isSecure, name) => {
	const { kept, cookies } = createJar();
	const cookie = createKnownBrowserCookie({ isSecure });
	expect(cookie.read(cookies)).toBeUndefined();
	cookie.set(cookies, 'a.b');
	expect(cookie.read(cookies)).toBe('a.b');
	expect(Object.fromEntries(kept)).toEqual({
		[name]: {
			value: 'a.b',
			options: {
				path: '/',
				httpOnly: true,
				secure: isSecure,
				sameSite: 'lax',
				maxAge: 365 * 24 * 60 * 60
			}
		}
	});
});
