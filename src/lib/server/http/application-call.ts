import type { RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';

import { applicationRefusals, type Application } from '#lib/server/applications/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Incoming } from './api-event.ts';
import { endpoint, type Endpoint, type EndpointSpec, type Parsed } from './endpoint.ts';

interface ByApplication {
	readonly application: Application;
	readonly caller: Caller;
}

/** RFC 6750 §2.1. In a query or a cookie no key is looked for: both end up in logs, or come along unasked. */
export function bearerKey({ headers }: Pick<Incoming, 'headers'>): string | undefined {
	return /^bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
}

/** An endpoint for applications, by their keys: whoever is signed in in the same browser counts for nothing. */
export function applicationEndpoint<
	Event extends RequestEvent,
	Body extends v.GenericSchema | undefined = undefined
>(
	spec: EndpointSpec<Body>,
	handle: (event: Event, body: Parsed<Body>, by: ByApplication) => Promise<unknown>
): Endpoint<Event> {
	const refuses = [...(spec.refuses ?? []), 'applications.key_required'];
	return endpoint<Event, Body>(
		{ ...spec, refuses, security: 'application' },
		async (event, body) => {
			const { app, caller } = event.locals;
			const key = bearerKey(event.request);
			if (key === undefined) throw applicationRefusals.keyRequired();
			return handle(event, body, { application: await app.applications.authenticate(key), caller });
		}
	);
}
