import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import type { SessionId } from '#lib/server/core/ids.ts';
import { endSession } from '#lib/server/http/end-sessions.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { listSessions } from '#lib/server/http/served-applications.ts';
import { sessionRefusals } from '#lib/server/sessions/index.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

export const load: PageServerLoad = async (event) => {
	const { session: current } = await freshOrStepUp(event, 'end-sessions');
	const { app } = event.locals;
	const sessions = await listSessions(app, current);
	const session = sessions.find(({ id }) => id === event.params.id);
	if (!session) throw sessionRefusals.unknown();
	return { session, now: app.clock.now() };
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		await freshOrStepUp(event, 'end-sessions');
		await endSession(event, event.params.id as SessionId);
		redirect(303, '/sessions?ended=1');
	})
};
