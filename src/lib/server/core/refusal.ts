/** Why a request cannot be carried out, in words that no transport owns. */
export type RefusalKind =
	| 'invalid'
	| 'too-large'
	| 'unauthenticated'
	| 'step-up-required'
	| 'forbidden'
	| 'not-found'
	| 'conflict'
	| 'expired'
	| 'throttled'
	| 'unavailable';

interface RefusalOptions extends ErrorOptions {
	/** Data that the caller may see, such as the challenge to answer. Never a secret. */
	readonly details?: Readonly<Record<string, unknown>>;
}

/** An expected failure with a stable code. Anything else that is thrown is a bug. */
export class Refusal extends Error {
	override readonly name = 'Refusal';
	readonly code: string;
	readonly kind: RefusalKind;
	readonly details: Readonly<Record<string, unknown>>;

	constructor(code: string, kind: RefusalKind, options: RefusalOptions = {}) {
		super(code, options);
		this.code = code;
		this.kind = kind;
		this.details = options.details ?? {};
	}
}

type Refusals<Kinds> = { readonly [Name in keyof Kinds]: (options?: RefusalOptions) => Refusal };

/** Declares one capability's refusals; `challenges` + `alreadyAnswered` gives `challenges.already_answered`. */
export function defineRefusals<const Kinds extends Record<string, RefusalKind>>(
	capability: string,
	kinds: Kinds
): Refusals<Kinds> {
	const entries = Object.entries(kinds).map(([name, kind]) => {
		const code = `${capability}.${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`;
		return [name, (options?: RefusalOptions) => new Refusal(code, kind, options)];
	});
	return Object.fromEntries(entries) as Refusals<Kinds>;
}
