/** A string, with the colon that makes it a name; or where an object begins or ends. */
const TOKEN = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]/g;

/**
 * Whether any object in a text, which must be JSON, has one name twice. Parsers differ in which of the
 * two they take, so what was checked before us may not be what we read. RFC 7493 §2.3.
 */
export function hasRepeatedName(json: string): boolean {
	const names: Set<unknown>[] = [];
	for (const [token, text = '', colon] of json.matchAll(TOKEN)) {
		if (token === '{') names.push(new Set());
		if (token === '}') names.pop();
		if (colon === undefined) continue;
		// Compared as read: a name has many spellings.
		const name: unknown = JSON.parse(text);
		if (names.at(-1)?.has(name)) return true;
		names.at(-1)?.add(name);
	}
	return false;
}
