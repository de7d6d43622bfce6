import type { RememberedBrowserId } from '#lib/server/core/ids.ts';

const ENTRY = /^(rbr_[\w-]{22})\.([\w-]{43})$/;
/** Several people may sign in with one browser. */
const MOST_ENTRIES = 6;
const LONGEST = MOST_ENTRIES * 71;

/** One remembered browser, and the secret that proves it. */
export interface Entry {
	readonly id: RememberedBrowserId;
	readonly secret: string;
}

/** The cookie holds one for each account. Nothing of what was made up is an entry. */
export function parseEntries(token: string | undefined): readonly Entry[] {
	if (!token || token.length > LONGEST) return [];
	return token.split('~').flatMap((part) => {
		const [, id, secret] = ENTRY.exec(part) ?? [];
		return id && secret ? [{ id: id as RememberedBrowserId, secret }] : [];
	});
}

/** The newest comes first, and six are kept. */
export const formatEntries = (entries: readonly Entry[]): string =>
	entries
		.slice(0, MOST_ENTRIES)
		.map(({ id, secret }) => `${id}.${secret}`)
		.join('~');
