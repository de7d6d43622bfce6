import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { signOut } from '#lib/server/http/sign-out.ts';
import { sessionView } from '#lib/server/http/views.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{ summary: 'The session of this browser', refuses: ['sessions.required'] },
	async (event) => {
		const session = requireSession(event);
		return sessionView(session, session);
	}
);

export const DELETE = endpoint<RequestEvent>({ summary: 'Sign out' }, signOut);
