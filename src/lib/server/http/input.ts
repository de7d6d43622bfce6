import * as v from 'valibot';

/** Limits on what comes from outside, well above what anybody types. */
const text = (max: number) =>
	v.pipe(
		v.string(),
		v.maxLength(max),
		// PostgreSQL has no text with this character, and nobody types it.
		v.check((given) => !given.includes('\0')),
		// Half a surrogate pair becomes another character as soon as it is stored or hashed.
		v.check((given) => given.isWellFormed())
	);

export const shortText = text(320);
/** Longer than any text that may be signed, so that the rules can say so. */
export const longText = text(1200);
/** Longer than any password that the rules accept, so that the rules can say so. */
export const passwordText = text(2048);
export const idText = text(128);
export const tokenText = text(512);
/** Longer than any access token. */
export const accessTokenText = text(4096);
/** Longer than any address of a push service. */
export const endpointText = text(1024);
/** A browser's WebAuthn answer; its method parses it. */
export const webauthnAnswer = v.record(v.string(), v.unknown());

export const stay = v.optional(v.boolean(), false);

export const lifetimeOf = (isStaying: boolean): 'lasting' | 'brief' =>
	isStaying ? 'lasting' : 'brief';
