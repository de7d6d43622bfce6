/** Whether the session behind a token lives, by asking. */
import { TokenError } from './token-error.ts';

const PATIENCE_MS = 5000;

interface Deps {
	readonly issuer: string;
	/** Of an application, `lka_…`. */
	readonly key: string;
	readonly fetch: typeof fetch;
}

/** Whatever is no clear answer is `unavailable`: nobody gets in by it. */
export function createLiveCheck({ issuer, key, fetch: send }: Deps) {
	const url = new URL('/api/v1/tokens/introspect', issuer);
	return async (token: string): Promise<boolean> => {
		try {
			const response = await send(url, {
				method: 'POST',
				headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
				body: JSON.stringify({ token }),
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
