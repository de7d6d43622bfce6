import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{ summary: 'Your factors, oldest first', refuses: ['sessions.required'] },
	async (event) => {
		const factors = await event.locals.app.enrolments.list(requireSession(event).account);
		return factors.filter(({ method }) => method !== 'passwords');
	}
);
