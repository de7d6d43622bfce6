/** One question to the JSON API, and its answer. */
import { ProblemError, problemOf, UNREACHABLE } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

export interface Question {
	readonly method: Method;
	/** Below `/api/v1`. */
	readonly path: string;
	readonly body?: unknown;
	readonly headers?: Readonly<Record<string, string>>;
}

/** Resolves with an answer that is no refusal; else rejects with a `ProblemError`. */
export type Ask = (question: Question) => Promise<Response>;

export interface AskOptions {
	/** Where Latchkey lives; the page's own origin if not given. */
	readonly origin?: string | undefined;
	readonly fetch?: typeof fetch | undefined;
	/** What every request has, such as when it is given up. */
	readonly init?: () => RequestInit;
	/** Hears every answer, also a refusal. */
	readonly heard?: (response: Response) => void;
}

export function createAsk(options: AskOptions = {}): Ask {
	const { origin = '', fetch: send = fetch, init, heard } = options;
	return async ({ method, path, body, headers }) => {
		const content =
			body === undefined
				? { headers: { ...headers } }
				: {
						headers: { ...headers, 'content-type': 'application/json' },
						body: JSON.stringify(body)
					};
		const response = await send(`${origin}/api/v1${path}`, {
			...init?.(),
			method,
			...content
		}).catch((cause: unknown) => {
			throw new ProblemError({ code: UNREACHABLE, status: 0 }, { cause });
		});
		heard?.(response);
		if (!response.ok) throw new ProblemError(await problemOf(response));
		return response;
	};
}

export async function readAnswer<Result>(response: Response): Promise<Result> {
	return (response.status === 204 ? undefined : await response.json()) as Result;
}
