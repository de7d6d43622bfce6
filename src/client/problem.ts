/** What the server says when it refuses: RFC 9457 problem details with a stable code. */
export interface Problem {
	readonly code: string;
	/** The HTTP status; 0 where no answer came. */
	readonly status: number;
	/** Finds the refusal in the server's log. */
	readonly requestId?: string | undefined;
	/** What else the caller may know, such as the reason or the challenge to answer. */
	readonly [member: string]: unknown;
}

/** No answer came: offline, or the server cannot be reached. */
export const UNREACHABLE = 'network.unreachable';

/** A call that was refused, or did not get through. */
export class ProblemError extends Error {
	override readonly name = 'ProblemError';
	readonly problem: Problem;

	constructor(problem: Problem, options?: ErrorOptions) {
		super(problem.code, options);
		this.problem = problem;
	}

	get code(): string {
		return this.problem.code;
	}

	get status(): number {
		return this.problem.status;
	}
}

/** Reads a refusal; an answer that is no problem document, such as a proxy's, becomes `internal`. */
export async function problemOf(response: Response): Promise<Problem> {
	const { status, headers } = response;
	const requestId = headers.get('x-request-id') ?? undefined;
	const isProblem = headers.get('content-type')?.startsWith('application/problem+json');
	const body: unknown = isProblem ? await response.json().catch(() => undefined) : undefined;
	const members = typeof body === 'object' && body !== null ? body : {};
	const code = 'code' in members ? String(members.code) : 'internal';
	return { ...members, code, status, requestId };
}
