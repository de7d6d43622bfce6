import {
	createHmac,
	createSecretKey,
	hkdfSync,
	timingSafeEqual,
	type KeyObject
} from 'node:crypto';

import type { TokenFamilyId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import { decrypt, encrypt, KEY_BYTES, NONCE_BYTES } from '#lib/server/sealing/index.ts';
import type { Link } from './family.ts';

/** A refresh token, taken apart. */
export interface Parsed extends Link {
	readonly family: TokenFamilyId;
	/** Whether this service has made it, by a key that it still has. */
	readonly isMarked: boolean;
	readonly text: string;
}

export interface TokenCodec {
	create(family: TokenFamilyId, number: number): Parsed;
	parse(text: string): Parsed | undefined;
	/** The successor, for nobody but who holds `token`. */
	box(successor: Parsed, token: Parsed): string;
	unbox(box: string, token: Parsed): Parsed | undefined;
}

const TOKEN = /^((fam_[\w-]{22})\.(\d{1,9})\.[\w-]{43})\.([\w-]{22})$/;
const MARK_BYTES = 16;
const NO_AAD = new Uint8Array();

/**
 * `family.number.secret.mark`. The secret is what is believed. The mark says that this service has made the token, so
 * that one that is spent is told from one that never was, without keeping all of them: nobody ends a family by guessing.
 *
 * The newest key marks, and all of them are accepted. @see RFC 2104; RFC 5869
 */
export function createTokenCodec(deps: {
	random: Random;
	secrets: readonly Uint8Array[];
}): TokenCodec {
	const { random, secrets } = deps;
	const keys = secrets.map((secret) => derived(secret, 'latchkey refresh token mark'));
	const [newest] = keys;
	if (!newest) throw new Error('There is no key to mark tokens with.');

	const parse: TokenCodec['parse'] = (text) => {
		const [, marked = '', family, number, mark = ''] = TOKEN.exec(text) ?? [];
		const given = Buffer.from(mark, 'base64url');
		if (!family) return undefined;
		return {
			family: family as TokenFamilyId,
			number: Number(number),
			hash: hashSecret(text),
			isMarked: keys.some((key) => isSame(given, markOf(marked, key))),
			text
		};
	};

	return {
		parse,

		create(family, number) {
			const marked = `${family}.${number}.${newSecret(random)}`;
			const text = `${marked}.${markOf(marked, newest).toString('base64url')}`;
			return { family, number, hash: hashSecret(text), isMarked: true, text };
		},

		box(successor, token) {
			const nonce = random.bytes(NONCE_BYTES);
			const box = encrypt(Buffer.from(successor.text), {
				key: boxKey(token),
				nonce,
				aad: NO_AAD
			});
			return Buffer.concat([nonce, box]).toString('base64url');
		},

		unbox(box, token) {
			const bytes = Buffer.from(box, 'base64url');
			const [nonce, sealed] = [bytes.subarray(0, NONCE_BYTES), bytes.subarray(NONCE_BYTES)];
			const text = decrypt(sealed, { key: boxKey(token), nonce, aad: NO_AAD });
			return text && parse(text.toString());
		}
	};
}

function derived(secret: Uint8Array, info: string): KeyObject {
	return createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', info, KEY_BYTES)));
}

function boxKey({ text }: Parsed): Uint8Array {
	return new Uint8Array(
		hkdfSync('sha256', text, '', 'latchkey refresh token successor', KEY_BYTES)
	);
}

function markOf(marked: string, key: KeyObject): Buffer {
	return createHmac('sha256', key).update(marked).digest().subarray(0, MARK_BYTES);
}

function isSame(given: Uint8Array, right: Uint8Array): boolean {
	return given.length === right.length && timingSafeEqual(given, right);
}
