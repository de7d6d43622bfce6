import * as v from 'valibot';

/** What the browser says about the ceremony. Members that are not looked at may be anything. */
const clientDataSchema = v.looseObject({
	type: v.string(),
	challenge: v.string(),
	origin: v.string(),
	crossOrigin: v.optional(v.boolean()),
	topOrigin: v.optional(v.string())
});

export type ClientData = v.InferOutput<typeof clientDataSchema>;

/**
 * Reads clientDataJSON strictly: valid UTF-8, one JSON object, each member once.
 * Two members of one name would let this reader and another see different ceremonies.
 * @see WebAuthn L3 §7.1 steps 5 and 6
 */
export function parseClientData(bytes: Uint8Array): ClientData | undefined {
	try {
		const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		const parsed = v.safeParse(clientDataSchema, JSON.parse(text));
		return parsed.success && !repeatsMember(text) ? parsed.output : undefined;
	} catch {
		return undefined;
	}
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/** Whether valid JSON text names a member of its outermost object twice. */
function repeatsMember(text: string): boolean {
	const seen = new Set<unknown>();
	let depth = 0;
	let last = '';
	for (const [token] of text.matchAll(TOKEN)) {
		if (token === '{' || token === '[') depth += 1;
		else if (token === '}' || token === ']') depth -= 1;
		else if (token === ':' && depth === 1) {
			const name: unknown = JSON.parse(last);
			if (seen.has(name)) return true;
			seen.add(name);
		}
		last = token;
	}
	return false;
}

export interface Expected {
	readonly type: 'webauthn.create' | 'webauthn.get';
	readonly challenge: string;
	readonly origins: readonly string[];
}

/**
 * The reason why client data is not of the expected ceremony, if there is one.
 * No page of ours is framed, so a framed ceremony is someone else's.
 * @see WebAuthn L3 §7.1 steps 7 to 11, §7.2 steps 10 to 14
 */
export function judgeClientData(data: ClientData, expected: Expected): string | undefined {
	if (data.type !== expected.type) return 'wrong_type';
	if (data.challenge !== expected.challenge) return 'wrong_challenge';
	if (!expected.origins.includes(data.origin)) return 'wrong_origin';
	if (data.crossOrigin === true || data.topOrigin !== undefined) return 'framed';
	return undefined;
}
