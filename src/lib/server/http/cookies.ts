import type { ApiEvent } from './api-event.ts';

import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { IssuedSession } from '#lib/server/sessions/index.ts';

type Cookies = ApiEvent['cookies'];

const ATTEMPT_MINUTES = 15;
const YEAR_SECONDS = 31_536_000;
const SECRET = /^[\w-]{43}$/;

/** The cookies of one deployment, with the strictest attributes that its origin allows. */
export interface CookieJar {
	sessionToken(cookies: Pick<Cookies, 'get'>): string | undefined;
	/** A lasting session's cookie stays until the session's end, a brief one until the browser closes. */
	setSession(cookies: Cookies, issued: IssuedSession): void;
	clearSession(cookies: Cookies): void;
	/** Names this browser's attempt to sign in, by the hash of a secret that the cookie carries. */
	attempt(cookies: Cookies): string;
	/** What ties a recovery that waits to the browser that began it. */
	recovery(cookies: Pick<Cookies, 'get'>): string | undefined;
	setRecovery(cookies: Cookies, waiting: { secret: string; endsAt: Date }): void;
	clearRecovery(cookies: Cookies): void;
	/** By which method somebody last got on from a challenge in this browser: what is asked for first. */
	lastMethod(cookies: Pick<Cookies, 'get'>): string | undefined;
	setLastMethod(cookies: Cookies, method: string): void;
	/** The language that somebody chose in this browser. */
	locale(cookies: Cookies): string | undefined;
	setLocale(cookies: Cookies, locale: string): void;
}

/** `isSecure` is false on http://localhost only, where `__Host-` names and `Secure` would be refused. */
export function createCookieJar({ isSecure }: { isSecure: boolean }): CookieJar {
	const prefix = isSecure ? '__Host-' : '';
	const session = `${prefix}latchkey`;
	const attempt = `${prefix}latchkey-attempt`;
	const recovery = `${prefix}latchkey-recovery`;
	const locale = `${prefix}latchkey-locale`;
	const method = `${prefix}latchkey-method`;
	const strict = { path: '/', httpOnly: true, secure: isSecure, sameSite: 'lax' } as const;

	return {
		sessionToken: (cookies) => cookies.get(session),

		setSession(cookies, { session: { lifetime, endsAt }, token }) {
			const expires = lifetime === 'lasting' ? { expires: endsAt } : {};
			cookies.set(session, token, { ...strict, ...expires });
			cookies.delete(attempt, strict);
		},

		clearSession: (cookies) => cookies.delete(session, strict),

		attempt(cookies) {
			const given = cookies.get(attempt);
			const secret = given && SECRET.test(given) ? given : newSecret(secureRandom);
			// Set anew each time: what begins now must not end with a page that was opened long ago.
			cookies.set(attempt, secret, { ...strict, maxAge: ATTEMPT_MINUTES * 60 });
			return hashSecret(secret);
		},

		recovery(cookies) {
			const given = cookies.get(recovery);
			return given && SECRET.test(given) ? given : undefined;
		},

		setRecovery: (cookies, { secret, endsAt }) =>
			cookies.set(recovery, secret, { ...strict, expires: endsAt }),

		clearRecovery: (cookies) => cookies.delete(recovery, strict),

		lastMethod: (cookies) => cookies.get(method),

		setLastMethod: (cookies, used) =>
			cookies.set(method, used, { ...strict, maxAge: YEAR_SECONDS }),

		locale: (cookies) => cookies.get(locale),

		setLocale: (cookies, chosen) => cookies.set(locale, chosen, { ...strict, maxAge: YEAR_SECONDS })
	};
}
