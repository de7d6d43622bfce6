/** What the shop takes: from pages of its own and from programs, and no more than it needs. */

const MOST_BYTES = 16 * 1024;

export class TooLongError extends Error {
	name = 'TooLongError';
}

export async function textOf(request) {
	const chunks = [];
	let bytes = 0;
	for await (const chunk of request.iterator({ destroyOnReturn: false })) {
		bytes += chunk.length;
		if (bytes > MOST_BYTES) throw new TooLongError();
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString();
}

/** Another site's page pays nothing. Browsers say where a page is from; programs, such as Latchkey, say nothing. */
export function isForeign({ headers }) {
	const { host, origin, 'sec-fetch-site': site = 'same-origin' } = headers;
	if (site !== 'same-origin') return true;
	// Older browsers, and pages without https, say no more than the origin; `null` is nobody's.
	return origin !== undefined && !(URL.canParse(origin) && new URL(origin).host === host);
}
