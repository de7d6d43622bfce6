/** What a picture holds, and what a phone answers to it: the same on both sides, to the byte. */
import { canonical } from './document.ts';

/**
 * What is asked, text by text. Each member is shown to the person or makes the document one of its kind;
 * all of them are covered by the code.
 */
export type CodeDocument = Readonly<Record<string, string>>;

/** No time step: the document is fresh by itself, and a clock that is off locks nobody out. docs/decisions/0026 */
export const CODE_SUITE = 'OCRA-1:HOTP-SHA256-9:QH64';
export const CODE_DIGITS = 9;

/** How long the service takes an answer. */
export const PICTURE_MS = 2 * 60_000;

/** What keys are derived for, from the secret that was agreed on when the phone was linked. */
export const KEY_USES = {
	encryption: 'latchkey photo code encryption 1',
	ocra: 'latchkey photo code ocra 1'
} as const;

/** Its hash is the question. */
export function questionText(document: CodeDocument): string {
	return `latchkey photo code 1\n${canonical(document)}`;
}

/** The members that travel: each side puts its own origin in, and the nonce stands in the clear. */
export function travelling({ origin: _, nonce: __, ...texts }: CodeDocument): string {
	return canonical(texts);
}

const VERSION = 1;
const HEAD_BYTES = 2;
const NONCE_BYTES = 16;
/** A key of 256 bits and a tag of 128. */
export const WRAPPED_BYTES = 48;

export interface Packed {
	/** Makes the document one of its kind, and each key that is derived for it. */
	readonly nonce: Uint8Array<ArrayBuffer>;
	/** The key of the content, for each phone under a key of its own. */
	readonly wrapped: readonly Uint8Array<ArrayBuffer>[];
	/** What travels, encrypted. */
	readonly sealed: Uint8Array<ArrayBuffer>;
}

/** All that stands before what is sealed: authenticated with it. */
export function headOf({ nonce, wrapped }: Omit<Packed, 'sealed'>): Uint8Array<ArrayBuffer> {
	return joined([Uint8Array.of(VERSION, wrapped.length), nonce, ...wrapped]);
}

export function pack({ sealed, ...rest }: Packed): Uint8Array<ArrayBuffer> {
	return joined([headOf(rest), sealed]);
}

/** Undefined for what is no picture, or none of this version. */
export function unpack(bytes: Uint8Array): Packed | undefined {
	const [version, count = 0] = bytes;
	const wrappedAt = HEAD_BYTES + NONCE_BYTES;
	const sealedAt = wrappedAt + count * WRAPPED_BYTES;
	if (version !== VERSION || bytes.length <= sealedAt) return undefined;
	return {
		nonce: bytes.slice(HEAD_BYTES, wrappedAt),
		wrapped: Array.from({ length: count }, (_, at) =>
			bytes.slice(wrappedAt + at * WRAPPED_BYTES, wrappedAt + (at + 1) * WRAPPED_BYTES)
		),
		sealed: bytes.slice(sealedAt)
	};
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
	let at = 0;
	for (const part of parts) {
		all.set(part, at);
		at += part.length;
	}
	return all;
}
