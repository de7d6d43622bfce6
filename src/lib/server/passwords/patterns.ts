const SHORTEST_RUN = 3;
const LONGEST_UNIT = 4;

/** Orders that a finger or a memory follows: alphabets, digits, keyboard rows, columns and zigzags. */
const LINES = [
	'abcdefghijklmnopqrstuvwxyz',
	'абвгдеёжзийклмнопрстуфхцчшщъыьэюя',
	'αβγδεζηθικλμνξοπρστυφχψω',
	'1234567890',
	'!@#$%^&*()',
	'qwertyuiop[]',
	"asdfghjkl;'",
	'zxcvbnm,./',
	'qwertzuiopü',
	'yxcvbnm,.-',
	'azertyuiop',
	'qsdfghjklm',
	'wxcvbn',
	'йцукенгшщзхъ',
	'фывапролджэ',
	'ячсмитьбю',
	'1qaz2wsx3edc4rfv5tgb6yhn7ujm',
	'1qazxsw23edcvfr45tgbnhy67ujm',
	'qazwsxedcrfvtgbyhnujm',
	'1q2w3e4r5t6y7u8i9o0p',
	'qawsedrftgyhujikolp'
].map((line) => Array.from(line));

/** Whether the whole of it is one repetition, or nothing but runs along keyboards and alphabets. */
export function isTrivial(folded: string): boolean {
	const characters = Array.from(folded);
	return new Set(characters).size <= 2 || isRepetition(characters) || isMadeOfRuns(characters);
}

/** The unit that a text repeats to the end without a rest, if it is shorter than the text. */
export function repeatedUnit(text: string): string | undefined {
	// A text that repeats a unit contains itself at the length of that unit in its own double.
	const length = (text + text).indexOf(text, 1);
	return length < text.length ? text.slice(0, length) : undefined;
}

function isRepetition(characters: readonly string[]): boolean {
	return Array.from({ length: LONGEST_UNIT }, (_, index) => index + 1).some(
		(unit) =>
			characters.length >= 2 * unit &&
			characters.every((character, at) => at < unit || character === characters[at - unit])
	);
}

function isMadeOfRuns(characters: readonly string[]): boolean {
	const isReached = new Set([0]);
	for (let from = 0; from < characters.length; from += 1) {
		if (!isReached.has(from)) continue;
		for (let length = longestRun(characters, from); length >= SHORTEST_RUN; length -= 1) {
			isReached.add(from + length);
		}
	}
	return isReached.has(characters.length);
}

function longestRun(characters: readonly string[], from: number): number {
	const lengths = LINES.flatMap((line) =>
		[-1, 1].map((step) => runLength(characters, { from, line, step }))
	);
	return Math.max(...lengths, repeats(characters, from));
}

interface Path {
	readonly from: number;
	readonly line: readonly string[];
	readonly step: number;
}

function runLength(characters: readonly string[], { from, line, step }: Path): number {
	let place = line.indexOf(characters[from] ?? '');
	let length = 0;
	while (place >= 0 && line[place] === characters[from + length]) {
		place = (place + step + line.length) % line.length;
		length += 1;
	}
	return length;
}

function repeats(characters: readonly string[], from: number): number {
	let length = 1;
	while (characters[from + length] !== undefined && characters[from + length] === characters[from])
		length += 1;
	return length;
}
