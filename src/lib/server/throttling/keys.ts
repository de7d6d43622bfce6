import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';

/**
 * Names the budget of something from outside. A keyed digest, so that a copy of the store tells no name and no
 * address, and a password cannot be looked for in it. @see RFC 2104; RFC 5869
 */
export type KeyOf = (kind: string, value: string) => string;

export function createKeyOf(secret: Uint8Array): KeyOf {
	const bytes = new Uint8Array(hkdfSync('sha256', secret, '', 'latchkey throttling', 32));
	const key = createSecretKey(bytes);
	return (kind, value) => {
		const text = JSON.stringify([kind, value]);
		return `${kind}:${createHmac('sha256', key).update(text).digest('base64url')}`;
	};
}
