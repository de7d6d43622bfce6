/** Lets pages of the operator's own clients call the API: without cookies, and no other pages. @see Fetch, "CORS protocol" */
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { App } from '#lib/server/app.ts';
import { CLIENT_HEADER } from '#lib/server/http/client-call.ts';
import { KEPT_HEADER } from '#lib/server/http/carried.ts';
import type { Reply } from '#lib/server/http/reply.ts';

const TEN_MINUTES = '600';
const SENT = `accept-language, authorization, content-type, dpop, ${CLIENT_HEADER}, ${KEPT_HEADER}`;
const READ = `${KEPT_HEADER}, retry-after, x-request-id`;

export interface CrossOrigin {
	/** Lets the page that asks read the answer, if it may. */
	prepare(request: IncomingMessage, response: ServerResponse): void;
	/** The answer to a browser that asks first. */
	preflight(request: IncomingMessage): Reply | undefined;
}

export function createCrossOrigin({ clients }: Pick<App, 'clients'>): CrossOrigin {
	const pageOf = ({ url = '', headers: { origin } }: IncomingMessage): string | undefined =>
		origin !== undefined && url.startsWith('/api/v1/') && clients.hasOrigin(origin)
			? origin
			: undefined;

	return {
		prepare(request, response) {
			const page = pageOf(request);
			if (page === undefined) return;
			response.setHeader('access-control-allow-origin', page);
			response.setHeader('access-control-expose-headers', READ);
			response.setHeader('vary', 'origin');
		},

		preflight(request) {
			const { method, headers } = request;
			const isAsking = method === 'OPTIONS' && 'access-control-request-method' in headers;
			if (!isAsking || pageOf(request) === undefined) return undefined;
			return {
				status: 204,
				body: '',
				headers: {
					'access-control-allow-headers': SENT,
					'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE',
					'access-control-max-age': TEN_MINUTES
				}
			};
		}
	};
}
