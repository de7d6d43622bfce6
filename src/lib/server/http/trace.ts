/**
 * What is known of one request while it is answered: for its line in the log, its count, and the id by which a
 * person's report finds both.
 */
import type { IncomingMessage } from 'node:http';

import type { Random } from '#lib/server/core/random.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import type { Problem } from './problem.ts';

export interface Trace {
	readonly requestId: string;
	/** The template of the route that took it, such as `/sessions/[id]`. */
	route?: string;
	/** The client's. */
	address?: string;
	account?: string;
	session?: string;
	/** Why it was refused, and with which status: a form says so in the body of a 200. */
	refused?: Pick<Problem, 'status' | 'code'>;
	/** What a store that is away said. */
	cause?: unknown;
}

const BYTES = 9;
const GIVEN = /^[\w-]{8,64}$/;

const traces = new WeakMap<IncomingMessage, Trace>();

/** `given` is the id that a trusted proxy has chosen; one that is not well-formed counts for nothing. */
export function newTrace(random: Random, given?: string): Trace {
	const own = () => Buffer.from(random.bytes(BYTES)).toString('base64url');
	return { requestId: given !== undefined && GIVEN.test(given) ? given : own() };
}

/** Makes `trace` findable for those who get no more than the request. */
export function keepTrace(request: IncomingMessage, trace: Trace): void {
	traces.set(request, trace);
}

export function findTrace(request: IncomingMessage | undefined): Trace | undefined {
	return request && traces.get(request);
}

/** Without the groups that only sort our files. */
export const routeTemplate = (id: string | null): string =>
	id === null ? 'unmatched' : id.replace(/\/\([^)]+\)/g, '') || '/';

export function noteSession(
	trace: Trace,
	session: { readonly id: string; readonly account: string } | undefined
): void {
	if (!session) return;
	trace.account = session.account;
	trace.session = session.id;
}

export function noteRefusal(trace: Trace, problem: Problem, error?: unknown): void {
	const { status, code } = problem;
	trace.refused = { status, code };
	if (error instanceof Refusal && error.cause !== undefined) trace.cause = error.cause;
}
