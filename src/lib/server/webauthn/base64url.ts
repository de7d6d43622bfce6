const ALPHABET = /^[A-Za-z0-9_-]*$/;

/** Bytes of unpadded base64url in its only spelling, so that no two texts name one value. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
	if (!ALPHABET.test(text)) return undefined;
	const bytes = Buffer.from(text, 'base64url');
	if (bytes.toString('base64url') !== text) return undefined;
	return new Uint8Array(bytes);
}

export function toBase64Url(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('base64url');
}
