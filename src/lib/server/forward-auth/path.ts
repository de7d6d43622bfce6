/**
 * Paths as rules compare them. Between a browser and the program that answers there are several that read a path, each
 * with habits of its own; what two of them could read in two ways is no path here.
 * @see RFC 3986 §6.2.2
 */

/** What a path may be spelled with: no backslash, no parameters behind a semicolon, nothing beyond ASCII. */
const SPELLING = /^\/[\w\-.~!$&'()*+,=:@%/]*$/;
/** What is not to appear when a path is decoded: it would mean something else to who decodes once more, or earlier. */
const HIDDEN = /[\\%;?#\p{Cc}]/u;
const SLASH = /%2f/i;
/** Left out by some file systems. */
const LOOSE_END = /[.\s]$/u;

function decoded(raw: string): string | undefined {
	try {
		return decodeURIComponent(raw);
	} catch {
		return undefined;
	}
}

const isSegment = (segment: string, at: number, { length }: readonly string[]): boolean =>
	segment === '' ? at === length - 1 : !LOOSE_END.test(segment);

/** The path as its readers agree on it, decoded; undefined where they may not. */
export function plainPath(raw: string): string | undefined {
	if (!SPELLING.test(raw) || SLASH.test(raw)) return undefined;
	const path = decoded(raw);
	if (path === undefined || HIDDEN.test(path)) return undefined;
	return path.slice(1).split('/').every(isSegment) ? path : undefined;
}

/** Equal for paths that some file system takes for one. */
export const foldedPath = (path: string): string => path.normalize('NFKC').toLowerCase();

/** Whether `path` is `top` or below it. */
export const isUnder = (path: string, top: string): boolean =>
	top === '/' || path === top || path.startsWith(`${top}/`);
