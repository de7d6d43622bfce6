import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { endOtherSessions } from '#lib/server/http/end-sessions.ts';
import { listSessions } from '#lib/server/http/served-applications.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{ summary: 'Your sessions, most recently seen first', refuses: ['sessions.required'] },
	async (event) => listSessions(event.locals.app, requireSession(event))
);

export const DELETE = endpoint<RequestEvent>(
	{ summary: 'End all your other sessions', refuses: ['sessions.required', 'step-up-required'] },
	async (event) => ({ ended: await endOtherSessions(event) })
);
