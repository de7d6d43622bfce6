import {
	createHmac,
	createSecretKey,
	hkdfSync,
	timingSafeEqual,
	type KeyObject
} from 'node:crypto';

import type { KnownBrowserId } from './known-browser.ts';

const ID = /^[\w-]{22}$/;
const MOST_IDS = 8;
const LONGEST = MOST_IDS * 23 + 43;

/** What the cookie holds: random ids, one for each account that knows the browser, and a signature. */
export interface TokenCodec {
	/** The newest eight. */
	format(ids: readonly KnownBrowserId[]): string;
	/** None, unless this service has signed them. */
	parse(token: string | undefined): readonly KnownBrowserId[];
}

/** The newest secret signs, and all of them are accepted. @see RFC 2104; RFC 5869 */
export function createTokenCodec(secrets: readonly Uint8Array[]): TokenCodec {
	const keys = secrets.map((secret) =>
		createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', 'latchkey known browser', 32)))
	);
	const [newest] = keys;
	if (!newest) throw new Error('There is no key to sign with.');

	return {
		format(ids) {
			const text = ids.slice(0, MOST_IDS).join('.');
			return `${text}.${sign(text, newest).toString('base64url')}`;
		},

		parse(token) {
			if (!token || token.length > LONGEST) return [];
			const end = token.lastIndexOf('.');
			const [text, signature] = [
				token.slice(0, end),
				Buffer.from(token.slice(end + 1), 'base64url')
			];
			const isOurs = keys.some((key) => isSame(signature, sign(text, key)));
			const ids = isOurs ? text.split('.') : [];
			return ids.filter((id): id is KnownBrowserId => ID.test(id));
		}
	};
}

function sign(text: string, key: KeyObject): Buffer {
	return createHmac('sha256', key).update(text).digest();
}

function isSame(given: Uint8Array, right: Uint8Array): boolean {
	return given.length === right.length && timingSafeEqual(given, right);
}
