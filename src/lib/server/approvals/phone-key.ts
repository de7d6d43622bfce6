import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';

/** An uncompressed point: one byte, then two coordinates. SEC 1 §2.3.3. */
const POINT = /^B[A-P][A-Za-z0-9_-]{85}$/;

/** A P-256 key from its point; undefined for what is none, or not on the curve. */
export function phonePublicKey(point: string): KeyObject | undefined {
	const bytes = Buffer.from(point, 'base64url');
	if (!POINT.test(point) || bytes.length !== 65 || bytes.toString('base64url') !== point)
		return undefined;
	const [x = '', y = ''] = [bytes.subarray(1, 33), bytes.subarray(33)].map((each) =>
		each.toString('base64url')
	);
	try {
		return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
	} catch {
		return undefined;
	}
}

/** Whether the phone with this key has signed: ECDSA with SHA-256, r and s, as WebCrypto gives it. */
export function isSignedBy(
	point: string,
	{ bytes, signature }: { bytes: Uint8Array; signature: string }
): boolean {
	const key = phonePublicKey(point);
	if (!key) return false;
	const how = { key, dsaEncoding: 'ieee-p1363' } as const;
	return verify('sha256', bytes, how, Buffer.from(signature, 'base64url'));
}

const nameOf = (key: string): string => createHash('sha256').update(key).digest('base64url');

/** A phone goes by the hash of its key. */
export const phoneNameOf = (point: string): string => nameOf(point);

/** So does the authenticator beside it, by that of its public key as it is kept. */
export const authenticatorNameOf = (publicKey: string): string => nameOf(publicKey);
