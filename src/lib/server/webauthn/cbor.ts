import { isoCBOR } from '@simplewebauthn/server/helpers';

interface Decoded {
	readonly value: unknown;
	/** How many bytes it took. */
	readonly length: number;
}

/**
 * Decodes the first CBOR item, if its bytes are the ones that encoding it again gives.
 * The decoder alone forgives strings cut short and lengths written too long; CTAP2's form has neither.
 * @see FIDO CTAP 2.1 §8, "Message Encoding"
 */
export function decodeFirst(bytes: Uint8Array): Decoded | undefined {
	try {
		const value = isoCBOR.decodeFirst<Parameters<typeof isoCBOR.encode>[0]>(new Uint8Array(bytes));
		const again = isoCBOR.encode(value);
		if (Buffer.compare(again, bytes.subarray(0, again.length)) !== 0) return undefined;
		return { value, length: again.length };
	} catch {
		return undefined;
	}
}

/** Decodes bytes that hold one item and nothing after it. */
export function decodeWhole(bytes: Uint8Array): unknown {
	const decoded = decodeFirst(bytes);
	return decoded?.length === bytes.length ? decoded.value : undefined;
}

export function isMap(value: unknown): value is ReadonlyMap<unknown, unknown> {
	return value instanceof Map;
}
