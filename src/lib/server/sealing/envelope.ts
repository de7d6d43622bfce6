import { KEY_BYTES, NONCE_BYTES, TAG_BYTES } from './gcm.ts';

export const VERSION = 1;
export const SALT_BYTES = 16;
const WRAPPED_BYTES = KEY_BYTES + TAG_BYTES;

/** A sealed value in its parts. Only the wrap depends on the master key, so rotation leaves the rest as it is. */
export interface Envelope {
	readonly keyId: string;
	readonly wrap: Wrap;
	readonly nonce: Uint8Array;
	/** The encrypted value and its tag. */
	readonly box: Uint8Array;
}

/** The data key, encrypted under the master key. */
export interface Wrap {
	readonly salt: Uint8Array;
	readonly nonce: Uint8Array;
	readonly box: Uint8Array;
}

/** `version (1) | id length (1) | id | salt (16) | nonce (12) | wrapped key (48) | nonce (12) | box`, in base64url. */
export function encodeEnvelope({ keyId, wrap, nonce, box }: Envelope): string {
	const id = Buffer.from(keyId);
	const head = Uint8Array.of(VERSION, id.length);
	const parts = [head, id, wrap.salt, wrap.nonce, wrap.box, nonce, box];
	return Buffer.concat(parts).toString('base64url');
}

export function decodeEnvelope(sealed: string): Envelope | undefined {
	const bytes = Buffer.from(sealed, 'base64url');
	// Decoding skips what it does not know; one value has one spelling.
	if (bytes.toString('base64url') !== sealed || bytes[0] !== VERSION) return undefined;
	let at = 2;
	const next = (length: number) => bytes.subarray(at, (at += length));
	const id = next(bytes[1] ?? 0);
	const wrap = { salt: next(SALT_BYTES), nonce: next(NONCE_BYTES), box: next(WRAPPED_BYTES) };
	const nonce = next(NONCE_BYTES);
	const box = bytes.subarray(at);
	return box.length < TAG_BYTES ? undefined : { keyId: id.toString(), wrap, nonce, box };
}
