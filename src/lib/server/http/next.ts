const HERE = 'http://here.invalid';
export const HOME = '/';
/** Above any path of ours, and far below the headers that proxies still pass on. */
const LONGEST = 2000;

/** A path on this origin to go on to, or home: never another origin, whatever the spelling. */
export function safeNext(next: string | null | undefined): string {
	// Browsers drop control characters and read a backslash as a slash.
	if (!next?.startsWith('/') || /[\\\p{Cc}]/u.test(next)) return HOME;
	const url = URL.parse(next, HERE);
	if (url?.origin !== HERE || url.pathname.startsWith('//')) return HOME;
	const path = url.pathname + url.search + url.hash;
	return path.length > LONGEST ? HOME : path;
}
