import type { RequestEvent } from '@sveltejs/kit';
import type * as v from 'valibot';

import type { Caller } from '#lib/server/core/caller.ts';
import type { Factor } from '#lib/server/factors/index.ts';
import { endpoint, type EndpointSpec, type Parsed } from './endpoint.ts';

/** Where a phone says who it is, and proves it. */
const SIGNED = 'latchkey-phone';

interface ByPhone {
	readonly phone: Factor;
	readonly caller: Caller;
}

/** An endpoint for phones: each call is signed over its very bytes, so they are read before they are parsed. */
export function phoneEndpoint<
	Event extends RequestEvent,
	Body extends v.GenericSchema | undefined = undefined
>(
	spec: EndpointSpec<Body>,
	handle: (event: Event, body: Parsed<Body>, by: ByPhone) => Promise<unknown>
): ((event: Event) => Promise<Response>) & { readonly spec: EndpointSpec } {
	const refuses = [...(spec.refuses ?? []), 'phones.not_linked', 'phones.call_not_accepted'];
	const full = { ...spec, refuses };
	const respond = async (event: Event): Promise<Response> => {
		const { method, headers } = event.request;
		const copy = event.request.clone();
		return endpoint<Event, Body>(full, async (same, body) => {
			const { app, caller } = same.locals;
			const phone = await app.phones.authenticate({
				method,
				path: same.url.pathname,
				body: new Uint8Array(await copy.arrayBuffer()),
				signed: headers.get(SIGNED)
			});
			return handle(same, body, { phone, caller });
		})(event);
	};
	return Object.assign(respond, { spec: full });
}
