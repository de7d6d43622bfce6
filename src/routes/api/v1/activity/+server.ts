import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { eventView } from '#lib/server/http/views.ts';
import type { RequestEvent } from './$types';

const PAGE = 50;

export const GET = endpoint<RequestEvent>(
	{ summary: 'Your security events, newest first', refuses: ['sessions.required'] },
	async (event) => {
		const { account } = requireSession(event);
		const before = Number(event.url.searchParams.get('before') ?? Number.NaN);
		const from = Number.isSafeInteger(before) ? { before } : {};
		const events = await event.locals.app.audit.list(account, { ...from, limit: PAGE });
		return events.map(eventView);
	}
);
