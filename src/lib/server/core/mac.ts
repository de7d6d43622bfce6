import {
	createHmac,
	createSecretKey,
	hkdfSync,
	timingSafeEqual,
	type KeyObject
} from 'node:crypto';

/** Codes of 32 bytes by which this service knows what it has said itself. */
export interface Mac {
	codeOf(text: string): Buffer;
	/** In a time that does not tell how much of `code` is right. */
	isOurs(text: string, code: Uint8Array): boolean;
}

/**
 * By keys for one purpose, derived from `secrets`, newest first: the newest makes codes, and those of all are good.
 * @see RFC 2104; RFC 5869
 */
export function createMac(secrets: readonly Uint8Array[], purpose: string): Mac {
	const keys = secrets.map((secret) =>
		createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32)))
	);
	const [newest] = keys;
	if (!newest) throw new Error('There is no key to make codes with.');

	return {
		codeOf: (text) => made(text, newest),
		isOurs: (text, code) => keys.some((key) => isSame(code, made(text, key)))
	};
}

const made = (text: string, key: KeyObject): Buffer =>
	createHmac('sha256', key).update(text).digest();

const isSame = (given: Uint8Array, right: Uint8Array): boolean =>
	given.length === right.length && timingSafeEqual(given, right);
