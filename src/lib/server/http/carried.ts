/**
 * For clients that have no cookies here: what a browser would keep in them travels in a header of its own, as a text
 * that the client sends back as it came. A session is never among it, its place is taken by a code; nor is what a remembered browser
 * keeps, which has to be out of the reach of scripts.
 */
import type { ApiEvent } from './api-event.ts';

type Cookies = ApiEvent['cookies'];

export const KEPT_HEADER = 'latchkey-kept';
const MOST = 4096;

export interface Carried extends Cookies {
	/** For the client to send back. */
	text(): string;
}

export function carriedCookies(given: string | null): Carried {
	const kept = new Map(read(given));
	return {
		get: (name) => kept.get(name),
		set: (name, value) => void kept.set(name, value),
		delete: (name) => void kept.delete(name),
		text: () => Buffer.from(JSON.stringify([...kept])).toString('base64url')
	};
}

/** What is not ours is as good as nothing. */
function read(given: string | null): [string, string][] {
	if (!given || given.length > MOST) return [];
	try {
		const pairs: unknown = JSON.parse(Buffer.from(given, 'base64url').toString());
		if (!Array.isArray(pairs)) return [];
		return pairs.filter(
			(pair): pair is [string, string] =>
				Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string')
		);
	} catch {
		return [];
	}
}
