import { createPublicKey } from 'node:crypto';

import { toBase64Url } from './base64url.ts';
import { decodeWhole, isMap } from './cbor.ts';
import { isSoundEd25519Point } from './ed25519-point.ts';

const EDDSA = -8;
export const ES256 = -7;
const RS256 = -257;

/** COSE algorithms by preference. Nothing else is offered, and nothing else is taken. */
export const ALGORITHMS = [EDDSA, ES256, RS256];

/** RFC 9052 §7.1 and RFC 9053 §7.1 and 7.2, RFC 8230 §4. */
const KTY = 1;
const ALG = 3;
const OKP = { kty: 1, crv: 6 };
const EC2 = { kty: 2, crv: 1 };
const RSA = { kty: 3 };

/** NIST SP 800-63B §3.1.7: keys of 112 bits. The upper bounds keep a check's cost small. */
const RSA_MODULUS_BITS = { min: 2048, max: 4096 };
/** FIPS 186-5 §5.4: odd and above 2^16. */
const RSA_EXPONENT = { min: 65_537, maxBytes: 4 };

type Members = ReadonlyMap<unknown, unknown>;

/** The reason why a credential's public key is not acceptable, if there is one. */
export function judgeKey(bytes: Uint8Array): string | undefined {
	const key = decodeWhole(bytes);
	if (!isMap(key)) return 'malformed';
	switch (key.get(ALG)) {
		case EDDSA:
			return isEd25519(key) ? undefined : 'unsound_key';
		case ES256:
			return isP256(key) ? undefined : 'unsound_key';
		case RS256:
			return isRsa(key) ? undefined : 'unsound_key';
		default:
			return 'algorithm_not_offered';
	}
}

export function algorithmOf(bytes: Uint8Array): number {
	const key = decodeWhole(bytes);
	return isMap(key) ? Number(key.get(ALG)) : Number.NaN;
}

function isEd25519(key: Members): boolean {
	const x = bytesOf(key, -2, 32);
	return hasShape(key, OKP, 4) && x !== undefined && isSoundEd25519Point(x);
}

function isP256(key: Members): boolean {
	const [x, y] = [bytesOf(key, -2, 32), bytesOf(key, -3, 32)];
	if (!hasShape(key, EC2, 5) || !x || !y) return false;
	try {
		// Refuses a point that is not on the curve. P-256 has no small subgroups.
		createPublicKey({
			format: 'jwk',
			key: { kty: 'EC', crv: 'P-256', x: toBase64Url(x), y: toBase64Url(y) }
		});
		return true;
	} catch {
		return false;
	}
}

function isRsa(key: Members): boolean {
	const [n, e] = [bytesOf(key, -1), bytesOf(key, -2)];
	if (key.size !== 4 || key.get(KTY) !== RSA.kty || !n || !e) return false;
	return isModulus(n) && isExponent(e);
}

function isModulus(n: Uint8Array): boolean {
	const { min, max } = RSA_MODULUS_BITS;
	const bits = 8 * n.length - (Math.clz32(first(n)) - 24);
	// RFC 8230 §4: no leading zero octets.
	return first(n) > 0 && bits >= min && bits <= max && isOdd(n);
}

function isExponent(e: Uint8Array): boolean {
	if (e.length === 0 || e.length > RSA_EXPONENT.maxBytes || first(e) === 0) return false;
	return isOdd(e) && Buffer.from(e).readUIntBE(0, e.length) >= RSA_EXPONENT.min;
}

function hasShape(key: Members, shape: { kty: number; crv: number }, size: number): boolean {
	return key.size === size && key.get(KTY) === shape.kty && key.get(-1) === shape.crv;
}

function bytesOf(key: Members, label: number, length?: number): Uint8Array | undefined {
	const value = key.get(label);
	if (!(value instanceof Uint8Array)) return undefined;
	return length === undefined || value.length === length ? value : undefined;
}

function first(bytes: Uint8Array): number {
	return bytes[0] ?? 0;
}

function isOdd(bytes: Uint8Array): boolean {
	return ((bytes.at(-1) ?? 0) & 1) === 1;
}
