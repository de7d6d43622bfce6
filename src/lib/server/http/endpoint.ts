import type { RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { parseJson } from './parse.ts';
import { problemResponse, toProblem } from './problem.ts';
import { noteRefusal } from './trace.ts';

/** What the OpenAPI document says of an endpoint; `body` is also what parses the input. */
export interface EndpointSpec<
	Body extends v.GenericSchema | undefined = v.GenericSchema | undefined
> {
	readonly summary: string;
	readonly body?: Body;
	/** Refusal codes that it answers with, beside those that every endpoint has. */
	readonly refuses?: readonly string[];
}

export type Endpoint<Event extends RequestEvent = RequestEvent> = ((
	event: Event
) => Promise<Response>) & { readonly spec: EndpointSpec };

type Parsed<Body> = Body extends v.GenericSchema ? v.InferOutput<Body> : undefined;

/**
 * One JSON endpoint: parses the body, answers what `handle` returns as JSON (204 for undefined), and
 * turns a refusal into a problem.
 */
export function endpoint<
	Event extends RequestEvent,
	Body extends v.GenericSchema | undefined = undefined
>(
	spec: EndpointSpec<Body>,
	handle: (event: Event, body: Parsed<Body>) => Promise<unknown>
): Endpoint<Event> {
	const respond = async (event: Event): Promise<Response> => {
		try {
			const body = spec.body ? await parseJson(spec.body, event.request) : undefined;
			const answer = await handle(event, body as Parsed<Body>);
			if (answer === undefined) return new Response(undefined, { status: 204 });
			return Response.json(answer);
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			const problem = toProblem(error);
			const { trace } = event.locals;
			noteRefusal(trace, problem, error);
			return problemResponse(problem, trace.requestId);
		}
	};
	return Object.assign(respond, { spec });
}
