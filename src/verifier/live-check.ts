/** Whether the session behind a token lives, by asking. */
import { TokenError } from './token-error.ts';

const PATIENCE_MS = 5000;

/** Where and how is asked. */
interface Question {
	readonly path: string;
	readonly authorization: string;
	readonly type: string;
	readonly body: (token: string) => string;
}

/** By the key of an application, `lka_…`. */
export const questionByKey = (key: string): Question => ({
	path: '/api/v1/tokens/introspect',
	authorization: `Bearer ${key}`,
	type: 'application/json',
	body: (token) => JSON.stringify({ token })
});

/** As a client with the audience of this API. RFC 7662 §2.1. */
export const questionByClient = (authorization: string): Question => ({
	path: '/oauth2/introspect',
	authorization,
	type: 'application/x-www-form-urlencoded',
	body: (token) => new URLSearchParams({ token }).toString()
});

interface Deps extends Question {
	readonly issuer: string;
	readonly fetch: typeof fetch;
}

/** Whatever is no clear answer is `unavailable`: nobody gets in by it. */
export function createLiveCheck({ issuer, path, authorization, type, body, fetch: send }: Deps) {
	const url = new URL(path, issuer);
	return async (token: string): Promise<boolean> => {
		try {
			const response = await send(url, {
				method: 'POST',
				headers: { authorization, 'content-type': type },
				body: body(token),
				signal: AbortSignal.timeout(PATIENCE_MS)
			});
			const { active } = (await response.json()) as { active?: unknown };
			if (response.ok && typeof active === 'boolean') return active;
			throw new Error(`Asked whether a session lives, Latchkey answered ${response.status}.`);
		} catch (cause) {
			throw new TokenError('unavailable', { cause });
		}
	};
}
