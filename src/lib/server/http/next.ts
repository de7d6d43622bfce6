const HERE = 'http://here.invalid';
export const HOME = '/';

/** A path on this origin to go on to, or home: never another origin, whatever the spelling. */
export function safeNext(next: string | null | undefined): string {
	// Browsers drop control characters and read a backslash as a slash.
	if (!next?.startsWith('/') || /[\\\p{Cc}]/u.test(next)) return HOME;
	const url = URL.parse(next, HERE);
	if (url?.origin !== HERE || url.pathname.startsWith('//')) return HOME;
	return url.pathname + url.search + url.hash;
}
