import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { endOtherSessions } from '#lib/server/http/end-sessions.ts';
import { sessionView } from '#lib/server/http/views.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{ summary: 'Your sessions, most recently seen first', refuses: ['sessions.required'] },
	async (event) => {
		const current = requireSession(event);
		const sessions = await event.locals.app.sessions.list(current.account);
		return sessions.map((session) => sessionView(session, current));
	}
);

export const DELETE = endpoint<RequestEvent>(
	{ summary: 'End all your other sessions', refuses: ['sessions.required', 'step-up-required'] },
	async (event) => ({ ended: await endOtherSessions(event) })
);
