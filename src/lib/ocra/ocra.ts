/**
 * OCRA: a code of a few digits that answers a question, by a shared key. RFC 6287.
 *
 * This module builds what is hashed and cuts digits out of the hash; the HMAC is handed in, since a browser
 * and a server have different ones. Which suite, and what the question is, are the business of others.
 */
import { parseSuite, type Hash, type Suite } from './suite.ts';

export interface OcraInput {
	/** Digits, ASCII characters or hexadecimal digits, as the suite wants it. */
	readonly question: string;
	readonly counter?: number;
	/** Hash of a PIN, in hexadecimal. */
	readonly pin?: string;
	/** In hexadecimal. */
	readonly session?: string;
	/** How many time steps since 1970. */
	readonly time?: number;
}

/** HMAC of `data` with the key that only it knows. */
export type Hmac = (hash: Hash, data: Uint8Array<ArrayBuffer>) => Awaitable<Uint8Array>;

type Awaitable<Value> = Value | Promise<Value>;

const QUESTION_BYTES = 128;
const COUNTER_BYTES = 8;

/** The digits that answer `input`. */
export async function ocraCode(name: string, input: OcraInput, hmac: Hmac): Promise<string> {
	const suite = parseSuite(name);
	if (!suite) throw new Error(`No OCRA suite is named ${name}.`);
	return digitsOf(await hmac(suite.hash, dataInput(name, { suite, input })), suite.digits);
}

/** The suite, a zero byte, and all that it wants, in order. RFC 6287 §5.1 */
function dataInput(
	name: string,
	{ suite, input }: { suite: Suite; input: OcraInput }
): Uint8Array<ArrayBuffer> {
	const { counter, question, pin, session, time } = input;
	const parts = [
		hexOfText(`${name}\0`),
		suite.hasCounter ? hexOfNumber(counter) : '',
		// §5.1 wants a question filled up on its right; one of two sides may be longer than the suite says.
		hexOfQuestion(suite, question).padEnd(2 * QUESTION_BYTES, '0'),
		suite.hasPin ? given(pin) : '',
		suite.sessionLength > 0 ? given(session).padStart(2 * suite.sessionLength, '0') : '',
		suite.hasTime ? hexOfNumber(time) : ''
	];
	return Uint8Array.from(parts.join('').match(/../g) ?? [], (byte) => parseInt(byte, 16));
}

function hexOfQuestion({ question: format }: Suite, question: string): string {
	if (format === 'A') return hexOfText(question);
	return format === 'N' ? BigInt(question).toString(16) : question;
}

function hexOfText(text: string): string {
	return Array.from(new TextEncoder().encode(text), (byte) =>
		byte.toString(16).padStart(2, '0')
	).join('');
}

function hexOfNumber(number: number | undefined): string {
	return BigInt(given(number))
		.toString(16)
		.padStart(2 * COUNTER_BYTES, '0');
}

/** What a suite wants and nobody has given is a mistake, not a zero. */
function given<Value>(value: Value | undefined): Value {
	if (value === undefined) throw new Error('The suite wants more than was given.');
	return value;
}

/** RFC 4226 §5.3, with as many digits as 31 bits have. */
function digitsOf(mac: Uint8Array, digits: number): string {
	const offset = (mac.at(-1) ?? 0) & 15;
	const view = new DataView(mac.buffer, mac.byteOffset, mac.byteLength);
	const number = view.getUint32(offset) & 0x7fffffff;
	return String(number % 10 ** digits).padStart(digits, '0');
}
