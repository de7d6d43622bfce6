import { endOthersAction } from '#lib/server/http/end-sessions.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { session } = await freshOrStepUp(event, 'end-sessions');
	const sessions = await event.locals.app.sessions.list(session.account);
	return { others: sessions.length - 1 };
};

export const actions: Actions = { default: endOthersAction('/sessions') };
