/** Folding may reveal a look-alike and a look-alike may need folding; in the data, three rounds are enough. */
const ROUNDS = 8;

/** Without case, width, compatibility variants, spaces and what is not seen; decomposed. */
export function fold(text: string): string {
	return (
		text
			.normalize('NFKD')
			// Upper case first is what makes ß equal to ss, and a dotless i to an i.
			.toUpperCase()
			.toLowerCase()
			.normalize('NFKD')
			.replace(/[\s\p{Default_Ignorable_Code_Point}]/gu, '')
			.replaceAll('ς', 'σ')
			// The dot is part of these letters, so a second one is not seen.
			.replace(/(?<=[ij]\p{M}*)\u0307/gu, '')
	);
}

/**
 * What a text looks like: equal for two texts that differ in look-alikes only. Folded, in NFC, and its own skeleton.
 * @see UTS #39 §4, Confusable Detection
 */
export function skeletonBy(lookAlikes: ReadonlyMap<string, string>): (text: string) => string {
	const once = (text: string) =>
		fold(Array.from(text, (character) => lookAlikes.get(character) ?? character).join(''));

	return (text) => {
		let current = fold(text);
		for (let round = 0; round < ROUNDS; round += 1) {
			const next = once(current);
			if (next === current) break;
			current = next;
		}
		return current.normalize('NFC');
	};
}

/** Reads the compact form that scripts/generate/confusables.mjs writes: `key=value.value`, in base 36. */
export function readLookAlikes(table: string): ReadonlyMap<string, string> {
	const text = (codes: string) =>
		String.fromCodePoint(...codes.split('.').map((code) => parseInt(code, 36)));
	const entries = table.split(' ').map((entry) => {
		const [key = '', value = ''] = entry.split('=');
		return [text(key), text(value)] as const;
	});
	return new Map(entries);
}
