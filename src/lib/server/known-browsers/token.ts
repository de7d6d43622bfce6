import { createMac } from '#lib/server/core/mac.ts';
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

/** The newest secret signs, and all of them are accepted. */
export function createTokenCodec(secrets: readonly Uint8Array[]): TokenCodec {
	const mac = createMac(secrets, 'latchkey known browser');

	return {
		format(ids) {
			const text = ids.slice(0, MOST_IDS).join('.');
			return `${text}.${mac.codeOf(text).toString('base64url')}`;
		},

		parse(token) {
			if (!token || token.length > LONGEST) return [];
			const end = token.lastIndexOf('.');
			const text = token.slice(0, end);
			const isOurs = mac.isOurs(text, Buffer.from(token.slice(end + 1), 'base64url'));
			const ids = isOurs ? text.split('.') : [];
			return ids.filter((id): id is KnownBrowserId => ID.test(id));
		}
	};
}
