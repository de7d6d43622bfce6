import { Refusal } from '#lib/server/core/refusal.ts';
import { problemReply, toProblem } from './problem.ts';
import type { Reply } from './reply.ts';
import { noteRefusal, type Trace } from './trace.ts';

/** A refusal as programs read it, noted in the trace. What is none flies on. */
export function refusedReply(error: unknown, trace: Trace): Reply {
	if (!(error instanceof Refusal)) throw error;
	const problem = toProblem(error);
	noteRefusal(trace, problem, error);
	return problemReply(problem, trace.requestId);
}
