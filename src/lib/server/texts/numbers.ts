/** Telephone numbers in E.164: a plus, a country, and fifteen digits at most. */

const E164 = /^\+[1-9][0-9]{6,14}$/;

/**
 * The number that was typed, in E.164; undefined unless it is international. A national number is not guessed at:
 * whose it would be depends on where its owner is.
 */
export function parseNumber(typed: unknown): string | undefined {
	if (typeof typed !== 'string' || typed.length > 40) return undefined;
	const bare = typed
		.normalize('NFKC')
		// The zero in brackets is dialled within the country only.
		.replace(/^(\s*(?:\+|00)[\d\s]+)\(0\)/, '$1')
		.replace(/[\s().\-/\u2010-\u2015]/g, '')
		.replace(/^00/, '+');
	return E164.test(bare) ? bare : undefined;
}

/** By which of the calling codes it is reached, the longest first. */
export function callingCodeOf(number: string, codes: readonly string[]): string | undefined {
	return codes
		.filter((code) => number.startsWith(code))
		.reduce<string | undefined>(
			(longest, code) => (code.length > (longest?.length ?? 0) ? code : longest),
			undefined
		);
}

/** A number of which only its owner knows the rest. */
export function maskedNumber(number: string): string {
	return `${number.slice(0, 3)} ••• ${number.slice(-2)}`;
}
