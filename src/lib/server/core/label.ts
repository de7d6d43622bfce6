const LABEL_MAX = 64;

/** A name that a person gives, to a factor or to themselves: trimmed, one line, no control characters; undefined when nothing is left. */
export function parseLabel(input: string | undefined): string | undefined {
	const label = input
		?.normalize('NFC')
		.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
		.trim();
	return label ? [...label].slice(0, LABEL_MAX).join('').trim() : undefined;
}
