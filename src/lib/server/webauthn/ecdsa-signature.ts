/** DER tags, X.690 §8.3 and §8.9. */
const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** A P-256 signature is at most 72 bytes, so every length is one byte. */
const MAX_LENGTH = 72;
const MAX_INTEGER_LENGTH = 33;

/**
 * Whether bytes are the DER form of an ECDSA signature for P-256: the one spelling of its two numbers.
 * @see WebAuthn L3 §6.5.5, "Signature Formats for Packed Attestation, FIDO U2F Attestation, and Assertion Signatures"
 */
export function isDerSignature(bytes: Uint8Array): boolean {
	if (bytes.length > MAX_LENGTH || bytes[0] !== SEQUENCE || bytes[1] !== bytes.length - 2) {
		return false;
	}
	const r = integerLength(bytes.subarray(2));
	if (r === undefined) return false;
	const rest = bytes.subarray(2 + r);
	return integerLength(rest) === rest.length;
}

/** The length of the positive integer at the start, with its header. */
function integerLength(bytes: Uint8Array): number | undefined {
	const [tag, length = 0] = bytes;
	const value = bytes.subarray(2, 2 + length);
	if (tag !== INTEGER || value.length !== length || !isPositive(value)) return undefined;
	return 2 + length;
}

/** A leading zero is there only to keep the number positive. */
function isPositive(value: Uint8Array): boolean {
	const [high, next = 0] = value;
	if (high === undefined || value.length > MAX_INTEGER_LENGTH) return false;
	return high === 0 ? value.length > 1 && next >= 0x80 : high < 0x80;
}
