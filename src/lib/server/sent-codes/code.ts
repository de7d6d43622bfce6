import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';

import type { Random } from '#lib/server/core/random.ts';

export const CODE_DIGITS = 6;
export const CODE_LIFETIME_MS = 10 * 60_000;
/** NIST SP 800-63B-4 §3.1.3.2 wants few guesses at a short code; ASVS 5.0 6.6.3. */
export const CODE_TRIES = 3;

/** Six digits, each code as likely as any other. */
export function newCode(random: Random): string {
	const most = 10 ** CODE_DIGITS;
	const fair = 2 ** 32 - (2 ** 32 % most);
	for (;;) {
		const drawn = Buffer.from(random.bytes(4)).readUInt32BE();
		if (drawn < fair) return String(drawn % most).padStart(CODE_DIGITS, '0');
	}
}

/** The digits of what was typed; undefined unless there are six. */
export function parseCode(typed: unknown): string | undefined {
	if (typeof typed !== 'string' || typed.length > 32) return undefined;
	const code = typed.normalize('NFKC').replace(/[\s-]/g, '');
	return /^[0-9]{6}$/.test(code) ? code : undefined;
}

/**
 * What is kept of a code. Keyed, so that a copy of the store does not let anybody try the million codes there
 * are, and bound to `place`, so that one of another challenge, account or purpose is another one.
 */
export type CodeHash = (place: readonly string[], code: string) => string;

export function createCodeHash(secret: Uint8Array): CodeHash {
	const bytes = new Uint8Array(hkdfSync('sha256', secret, '', 'latchkey sent codes', 32));
	const key = createSecretKey(bytes);
	return (place, code) =>
		createHmac('sha256', key)
			.update(JSON.stringify([...place, code]))
			.digest('base64url');
}
