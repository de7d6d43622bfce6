import { requireSession } from '#lib/server/http/guard.ts';
import { listSessions } from '#lib/server/http/served-applications.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const current = requireSession(event);
	const ended = Number(event.url.searchParams.get('ended') ?? Number.NaN);
	return {
		sessions: await listSessions(app, current),
		/** How many were just ended. */
		ended: Number.isSafeInteger(ended) && ended >= 0 ? ended : undefined,
		now: app.clock.now()
	};
};
