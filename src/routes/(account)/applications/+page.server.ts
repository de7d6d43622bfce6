import { requireSession } from '#lib/server/http/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const { account } = requireSession(event);
	const ended = event.url.searchParams.get('taken-back');
	return {
		applications: await app.consents.list(account),
		/** The name of the one that was just taken back. */
		ended: ended === null ? undefined : app.clients.find(ended)?.name,
		now: app.clock.now()
	};
};
