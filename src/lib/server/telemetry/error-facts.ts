/**
 * What a line of the log says of an error: its class, its code and where it came from, and the same of its causes.
 *
 * Never its message: databases, parsers and clients repeat what they were given in theirs, such as the row that
 * was refused, the body that was no JSON, or the URL with its password. ASVS 5.0 16.2.5.
 */
export interface ErrorFacts {
	readonly name: string;
	readonly code?: string;
	/** File, line and column of each call, the innermost first. */
	readonly at: readonly string[];
	readonly causes?: readonly ErrorFacts[];
}

const MOST_FRAMES = 12;
const MOST_CAUSES = 4;
const DEEPEST = 4;

const NAME = /^[A-Z][A-Za-z]{0,49}$/;
/** As systems, databases and our own refusals write them. */
const CODE = /^[A-Za-z0-9]{1,20}([._-][A-Za-z0-9]{1,20}){0,4}$/;
/** A call with its place and nothing else: function names are code, and code is not secret. */
const FRAME =
	/^\s+at ((?:[\w$.<>[\] #]{1,120} \()?(?:file:\/\/|node:|\/)[^\s()?#]{1,300}:\d+:\d+)\)?$/;

function framesOf({ message, stack = '' }: Error): string[] {
	// A message of several lines could pose as frames.
	const calls = message && stack.includes(message) ? stack.replace(message, '') : stack;
	return calls
		.split('\n')
		.flatMap((line) => FRAME.exec(line)?.[1]?.replace('(', '') ?? [])
		.slice(0, MOST_FRAMES);
}

function codeOf(error: object): string | undefined {
	const code: unknown = 'code' in error ? error.code : undefined;
	const text = typeof code === 'number' ? String(code) : code;
	return typeof text === 'string' && CODE.test(text) ? text : undefined;
}

function causesOf(error: Error): readonly unknown[] {
	const several: unknown[] = error instanceof AggregateError ? error.errors : [];
	return [...several, error.cause].filter((cause) => cause !== undefined).slice(0, MOST_CAUSES);
}

export function errorFacts(error: unknown, depth = 0): ErrorFacts {
	if (!(error instanceof Error)) return { name: typeof error, at: [] };
	const code = codeOf(error);
	const causes =
		depth < DEEPEST ? causesOf(error).map((cause) => errorFacts(cause, depth + 1)) : [];
	return {
		name: NAME.test(error.name) ? error.name : 'Error',
		...(code !== undefined && { code }),
		at: framesOf(error),
		...(causes.length > 0 && { causes })
	};
}
