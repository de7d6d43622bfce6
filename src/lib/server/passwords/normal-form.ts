const LONGEST_PASSWORD = 256;

// NFKC can shorten what was typed, but never to less than an eighth of its UTF-16 length.
const LONGEST_TYPED = LONGEST_PASSWORD * 8;

export interface NormalPassword {
	readonly text: string;
	/** In code points. */
	readonly length: number;
}

/** The form that is counted, judged and hashed, or why there is none. @see NIST SP 800-63B-4 §3.1.1.2 */
export function normalPassword(typed: string): NormalPassword | 'too_long' | 'malformed' {
	if (typed.length > LONGEST_TYPED) return 'too_long';
	// Encoding turns every lone surrogate into U+FFFD, so that two passwords would become one.
	if (!typed.isWellFormed() || typed.includes('\0')) return 'malformed';
	const text = typed.normalize('NFKC');
	const { length } = Array.from(text);
	return length > LONGEST_PASSWORD ? 'too_long' : { text, length };
}
