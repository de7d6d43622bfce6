import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{
		summary: 'The applications that you have signed in to, and what they learn; last used first',
		refuses: ['sessions.required']
	},
	async (event) => event.locals.app.consents.list(requireSession(event).account)
);
