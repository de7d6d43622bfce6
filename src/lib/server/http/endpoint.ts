import type { RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';

import type { ApiEvent } from './api-event.ts';
import { answerClient } from './client-call.ts';
import { parseJson } from './parse.ts';
import { refusedReply } from './refused.ts';
import { jsonReply, nothing, responseOf, type Reply } from './reply.ts';

/** What the OpenAPI document says of an endpoint; `body` is also what parses the input. */
export interface EndpointSpec<
	Body extends v.GenericSchema | undefined = v.GenericSchema | undefined
> {
	readonly summary: string;
	readonly body?: Body;
	/** Refusal codes that it answers with, beside those that every endpoint has. */
	readonly refuses?: readonly string[];
	/** Who calls it, where it is not a browser by its cookie. */
	readonly security?: 'application' | 'client';
}

export type Endpoint<Event extends ApiEvent = RequestEvent> = ((
	event: Event
) => Promise<Response>) & {
	readonly spec: EndpointSpec;
	/** The same answer as a value. */
	readonly reply: (event: Event) => Promise<Reply>;
};

export type Parsed<Body> = Body extends v.GenericSchema ? v.InferOutput<Body> : undefined;

/**
 * One JSON endpoint: parses the body, answers what `handle` returns as JSON (204 for undefined), and
 * turns a refusal into a problem.
 */
export function endpoint<
	Event extends ApiEvent,
	Body extends v.GenericSchema | undefined = undefined
>(
	spec: EndpointSpec<Body>,
	handle: (event: Event, body: Parsed<Body>) => Promise<unknown>
): Endpoint<Event> {
	const answer = async (event: Event): Promise<Reply> => {
		try {
			const body = spec.body ? await parseJson(spec.body, event.request) : undefined;
			const value = await handle(event, body as Parsed<Body>);
			return value === undefined ? nothing : jsonReply(value);
		} catch (error) {
			return refusedReply(error, event.locals.trace);
		}
	};
	const reply = (event: Event) => answerClient(event, answer);
	const respond = async (event: Event): Promise<Response> => responseOf(await reply(event));
	return Object.assign(respond, { spec, reply });
}
