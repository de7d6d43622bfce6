import { requireSession } from '#lib/server/http/guard.ts';
import { sessionView } from '#lib/server/http/views.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const current = requireSession(event);
	const sessions = await app.sessions.list(current.account);
	const ended = Number(event.url.searchParams.get('ended') ?? Number.NaN);
	return {
		sessions: sessions.map((session) => sessionView(session, current)),
		/** How many were just ended. */
		ended: Number.isSafeInteger(ended) && ended >= 0 ? ended : undefined,
		now: app.clock.now()
	};
};
