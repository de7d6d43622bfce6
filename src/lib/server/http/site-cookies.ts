import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Site } from '#lib/server/forward-auth/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { ApiEvent } from './api-event.ts';

type Cookies = ApiEvent['cookies'];

const MINUTES = 15;
const SECRET = /^[\w-]{43}$/;

/** Cookies on the host of a site: no other host gets them, and they open nothing elsewhere. */
export interface SiteCookies {
	pass(cookies: Pick<Cookies, 'get'>): string | undefined;
	/** Stays as long as that of the session would. */
	setPass(cookies: Cookies, entered: { pass: string; session: Session }): void;
	clearPass(cookies: Cookies): void;
	/** Names this browser's way in, by the hash of a secret that the cookie carries. */
	state(cookies: Pick<Cookies, 'get'>): string | undefined;
	/** The same, begun where there is none: several tabs go the same way. */
	beginState(cookies: Cookies): string;
}

export function siteCookies({ origin }: Site): SiteCookies {
	const secure = origin.startsWith('https:');
	const prefix = secure ? '__Host-' : '';
	const [pass, way] = [`${prefix}latchkey-pass`, `${prefix}latchkey-way-in`];
	const strict = { path: '/', httpOnly: true, secure, sameSite: 'lax' } as const;

	const secretIn = (cookies: Pick<Cookies, 'get'>) => {
		const given = cookies.get(way);
		return given && SECRET.test(given) ? given : undefined;
	};

	return {
		pass: (cookies) => cookies.get(pass),

		setPass(cookies, { pass: value, session: { lifetime, endsAt } }) {
			const expires = lifetime === 'lasting' ? { expires: endsAt } : {};
			cookies.set(pass, value, { ...strict, ...expires });
		},

		clearPass: (cookies) => cookies.delete(pass, strict),

		state(cookies) {
			const secret = secretIn(cookies);
			return secret && hashSecret(secret);
		},

		beginState(cookies) {
			const secret = secretIn(cookies) ?? newSecret(secureRandom);
			cookies.set(way, secret, { ...strict, maxAge: MINUTES * 60 });
			return hashSecret(secret);
		}
	};
}
