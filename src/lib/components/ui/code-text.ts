/** `base32` is the alphabet of recovery codes: letters and digits that cannot be mistaken. */
export type CodeAlphabet = 'digits' | 'base32';

/** What counts of a typed or pasted code: no spaces, no dashes, capital letters. */
export function normaliseCode(
	typed: string,
	shape: { alphabet: CodeAlphabet; length: number }
): string {
	const text = typed.normalize('NFKC').toUpperCase();
	const kept =
		shape.alphabet === 'digits' ? text.replace(/\D/g, '') : text.replace(/[^A-Z0-9]/g, '');
	return kept.slice(0, shape.length);
}
