/** As long as a payment or a contract takes to say, and as a phone can show. */
export const LONGEST_TEXT = 300;

/** More on one letter than any language needs hide the lines around it. */
const HEAPED = /\p{M}{4}/u;
/** Not seen, or seen elsewhere than where it stands: controls, marks of direction, separators, what is unassigned. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
/** Pages show other spaces, and several of them, as one. */
const OTHER_SPACES = /^ | $| {2}|(?! )\p{Zs}/u;

/** Why a text cannot be signed; undefined where each of its characters is seen as it is, and where it stands. */
export function textFault(text: string): 'length' | 'characters' | undefined {
	const { length } = Array.from(text);
	if (length === 0 || length > LONGEST_TEXT) return 'length';
	const isPlain =
		text.isWellFormed() &&
		text === text.normalize('NFC') &&
		!UNSEEN.test(text) &&
		!OTHER_SPACES.test(text) &&
		!HEAPED.test(text);
	return isPlain ? undefined : 'characters';
}
