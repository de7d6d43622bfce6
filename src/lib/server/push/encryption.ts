import {
	createCipheriv,
	diffieHellman,
	generateKeyPairSync,
	hkdfSync,
	type KeyObject
} from 'node:crypto';

import { phonePublicKey } from '#lib/server/approvals/index.ts';

/** Where a browser takes messages, and the keys that only it can open them with; RFC 8291 §2. */
export interface Subscription {
	readonly endpoint: string;
	/** An uncompressed P-256 point, in base64url. */
	readonly p256dh: string;
	/** 16 bytes, in base64url. */
	readonly auth: string;
}

/** What is drawn for one message alone. */
export interface Drawn {
	/** 16 bytes. */
	readonly salt: Uint8Array;
	readonly keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
}

const RECORD_SIZE = 4096;
const TAG_BYTES = 16;
/** RFC 8188 §2: the last record. */
const LAST = 2;

/** Keys of the service for one message; RFC 8291 §3.1. */
export const newKeys = (): Drawn['keys'] => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** The point of a P-256 key, uncompressed. */
export function pointOf(key: KeyObject): Buffer {
	const { x = '', y = '' } = key.export({ format: 'jwk' });
	return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
}

function derive(
	secret: Uint8Array,
	{ salt, info, bytes }: { salt: Uint8Array; info: Uint8Array; bytes: number }
) {
	return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}

/**
 * One message as a push service carries it: a header and a single record of `aes128gcm`. Throws where the
 * subscription's key is none, which `isSubscription` has seen to.
 * @see RFC 8291 §3.4; RFC 8188 §2
 */
export function encryptFor(
	{ p256dh, auth }: Pick<Subscription, 'p256dh' | 'auth'>,
	message: Uint8Array,
	{ salt, keys }: Drawn
): Buffer {
	const publicKey = phonePublicKey(p256dh);
	if (!publicKey) throw new Error('The subscription has no key.');
	const ours = pointOf(keys.publicKey);
	const info = Buffer.concat([
		Buffer.from('WebPush: info\0'),
		Buffer.from(p256dh, 'base64url'),
		ours
	]);
	const secret = derive(diffieHellman({ privateKey: keys.privateKey, publicKey }), {
		salt: Buffer.from(auth, 'base64url'),
		info,
		bytes: 32
	});
	const key = derive(secret, {
		salt,
		info: Buffer.from('Content-Encoding: aes128gcm\0'),
		bytes: 16
	});
	const nonce = derive(secret, { salt, info: Buffer.from('Content-Encoding: nonce\0'), bytes: 12 });
	const cipher = createCipheriv('aes-128-gcm', key, nonce, { authTagLength: TAG_BYTES });
	const record = [
		cipher.update(message),
		cipher.update(Buffer.of(LAST)),
		cipher.final(),
		cipher.getAuthTag()
	];
	const size = Buffer.alloc(4);
	size.writeUInt32BE(RECORD_SIZE);
	return Buffer.concat([salt, size, Buffer.of(ours.length), ours, ...record]);
}
