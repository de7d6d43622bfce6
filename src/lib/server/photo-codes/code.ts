/**
 * Photo codes: a picture that only an account's own phones can read, and the nine digits that they answer.
 *
 * This module draws the picture of a document and knows whose code is right for it. What the document says,
 * how often a code may be tried and what it is worth are the business of who asks.
 * @see docs/decisions/0026-photo-codes.md
 */
import { createHmac, hash, hkdfSync } from 'node:crypto';

import { ocraCode } from '#lib/ocra/ocra.ts';
import {
	CODE_DIGITS,
	CODE_SUITE,
	KEY_USES,
	questionText,
	type CodeDocument
} from '#lib/phone/picture.ts';
import { isSameHash } from '#lib/server/core/secret.ts';

/** How often a code may be tried for one picture. */
export const CODE_TRIES = 3;
/** Each makes the picture finer. */
export const MOST_PHONES = 4;

const MAX_ANSWER_LENGTH = 32;
const CODE = new RegExp(`^[0-9]{${CODE_DIGITS}}$`);
const KEY_BYTES = 32;

/** A phone by the name that who asks has for it, and the secret that was agreed on when it was linked. */
export interface CodePhone {
	readonly id: string;
	/** In base64url. */
	readonly secret: string;
}

/** A key of its own for each use. RFC 5869 */
export function keyFor(
	{ secret }: CodePhone,
	{ use, salt = new Uint8Array() }: { use: keyof typeof KEY_USES; salt?: Uint8Array }
): Buffer {
	const given = Buffer.from(secret, 'base64url');
	return Buffer.from(hkdfSync('sha256', given, salt, KEY_USES[use], KEY_BYTES));
}

/** As it was typed or pasted: with spaces, and in any width. */
export function parseCode(answer: unknown): string | undefined {
	if (typeof answer !== 'string' || answer.length > MAX_ANSWER_LENGTH) return undefined;
	const code = answer.normalize('NFKC').replace(/[\s-]/g, '');
	return CODE.test(code) ? code : undefined;
}

/** The question that a document is, in hexadecimal. */
export function questionHash(document: CodeDocument): string {
	return hash('sha256', questionText(document));
}

/** Those that were used, or linked, last. */
export function lastUsed<Used extends { createdAt: Date; lastUsedAt?: Date | undefined }>(
	all: readonly Used[],
	count: number
): Used[] {
	const at = ({ lastUsedAt, createdAt }: Used) => (lastUsedAt ?? createdAt).getTime();
	return [...all].sort((a, b) => at(b) - at(a)).slice(0, count);
}

function codeOf(document: CodeDocument, phone: CodePhone): Promise<string> {
	const key = keyFor(phone, { use: 'ocra' });
	const question = questionHash(document);
	return ocraCode(CODE_SUITE, { question }, (name, data) =>
		createHmac(name, key).update(data).digest()
	);
}

/** Whose code it is, if it is right for the document. */
export async function phoneOfCode<Phone extends CodePhone>(
	code: string,
	{ document, phones }: { document: CodeDocument; phones: readonly Phone[] }
): Promise<Phone | undefined> {
	const right = await Promise.all(
		phones.map(async (phone) => isSameHash(code, await codeOf(document, phone)))
	);
	// All are compared before one is picked: the time does not tell which.
	return phones[right.indexOf(true)];
}
