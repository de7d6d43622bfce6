import { Refusal, type RefusalKind } from '#lib/server/core/refusal.ts';
import { responseOf, type Reply } from './reply.ts';

/** The only place that knows the HTTP statuses of refusals. */
const STATUS = {
	invalid: 400,
	unauthenticated: 401,
	'step-up-required': 401,
	forbidden: 403,
	'not-found': 404,
	conflict: 409,
	expired: 410,
	'too-large': 413,
	throttled: 429,
	unavailable: 503
} satisfies Record<RefusalKind, number>;

const RETRY_AFTER_SECONDS = 2;

/** RFC 9457 problem details, with what the caller may know of the refusal as extension members. */
export interface Problem {
	readonly status: number;
	readonly type: string;
	readonly code: string;
	readonly title: string;
	readonly [member: string]: unknown;
}

export function toProblem(error: unknown): Problem {
	if (!(error instanceof Refusal)) return problemNamed('internal', 500);
	return { ...error.details, ...problemNamed(error.code, STATUS[error.kind]) };
}

export function problemNamed(code: string, status: number): Problem {
	return { status, type: `urn:latchkey:problem:${code}`, code, title: code };
}

/** `requestId` is what a report of it should name. */
export function problemReply(problem: Problem, requestId: string): Reply {
	const headers: Record<string, string> = {};
	// RFC 9470: which kind of proof is missing is told by the challenge in the body.
	if (problem.code === 'step-up-required')
		headers['www-authenticate'] = 'Cookie error="insufficient_user_authentication"';
	// RFC 6750 §3.
	if (problem.code === 'applications.key_required') headers['www-authenticate'] = 'Bearer';
	// RFC 6749 §5.2.
	if (problem.code === 'ended_tokens.not_accepted')
		headers['www-authenticate'] = 'Basic realm="clients"';
	const wait = problem['retryAfterSeconds'];
	if (problem.status === 429 || problem.status === 503)
		headers['retry-after'] = `${typeof wait === 'number' ? wait : RETRY_AFTER_SECONDS}`;
	const body = JSON.stringify({ ...problem, requestId });
	return { status: problem.status, type: 'application/problem+json', body, headers };
}

export const problemResponse = (problem: Problem, requestId: string): Response =>
	responseOf(problemReply(problem, requestId));

/** What Kit refuses by itself. */
const FRAMEWORK_CODES: Readonly<Record<number, string>> = {
	404: 'not_found',
	405: 'request.method_not_allowed',
	500: 'internal'
};

export const frameworkCode = (status: number): string =>
	FRAMEWORK_CODES[status] ?? 'request.refused';

/** The answer of a route as it is, and a refusal that is Kit's own in the words of the API. */
export function asProblem(response: Response, requestId: string): Response {
	const { status, headers } = response;
	if (status < 400 || headers.get('content-type') === 'application/problem+json') return response;
	const problem = problemResponse(problemNamed(frameworkCode(status), status), requestId);
	const allow = headers.get('allow');
	if (allow) problem.headers.set('allow', allow);
	return problem;
}
