import { createHash } from 'node:crypto';

import type { Random } from '#lib/server/core/random.ts';

/** Crockford's base32: no I, L, O or U, so that what is read aloud or by hand arrives. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const BITS_PER_CHARACTER = 5;

/** Above the 112 bits from which ASVS 6.5.2 lets a plain hash be stored. */
const CODE_BYTES = 15;
export const CODE_LENGTH = (CODE_BYTES * 8) / BITS_PER_CHARACTER;
const GROUP_LENGTH = 4;

/** Long enough for any spacing, short enough to read. */
const MAX_ANSWER_LENGTH = 128;

const NORMAL = new RegExp(`^[${ALPHABET}]{${CODE_LENGTH}}$`);
/** Dashes, minus signs, spaces, and characters that cannot be seen. */
const SEPARATORS = /[\p{Dash}\p{White_Space}\p{Cf}]/gu;

/** 120 random bits, in groups: `7Z3K-…`. */
export function newCode(random: Random): string {
	const bits = BigInt(`0x${Buffer.from(random.bytes(CODE_BYTES)).toString('hex')}`);
	const characters = Array.from({ length: CODE_LENGTH }, (_, index) => {
		const shift = BigInt((CODE_LENGTH - 1 - index) * BITS_PER_CHARACTER);
		return ALPHABET[Number((bits >> shift) & 31n)] ?? '';
	}).join('');
	return (characters.match(new RegExp(`.{${GROUP_LENGTH}}`, 'g')) ?? []).join('-');
}

/** The one spelling of what a person typed, or undefined when it cannot be a code. */
export function normalCode(answer: unknown): string | undefined {
	if (typeof answer !== 'string' || answer.length > MAX_ANSWER_LENGTH) return undefined;
	const code = answer
		.normalize('NFKC')
		.replace(SEPARATORS, '')
		.toUpperCase()
		.replaceAll('O', '0')
		.replace(/[IL]/g, '1');
	return NORMAL.test(code) ? code : undefined;
}

/** What is stored of a code: its SHA-256, in base64url. */
export function hashCode(normal: string): string {
	return createHash('sha256').update(normal).digest('base64url');
}
