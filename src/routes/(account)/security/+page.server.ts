import { endOthersAction } from '#lib/server/http/end-sessions.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { passkeySignals } from '#lib/server/http/passkey-signals.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const session = requireSession(event);
	const [factors, sessions] = await Promise.all([
		app.enrolments.list(session.account),
		app.sessions.list(session.account)
	]);
	const { searchParams } = event.url;
	return {
		factors,
		/** What can be added here. */
		offered: app.methods.filter(({ isOff, enrolment }) => !isOff && enrolment).map(({ id }) => id),
		otherSessions: sessions.length - 1,
		isRecovery: session.isRecovery,
		/** Nothing else opens before there is a second factor. */
		isRequired: searchParams.has('required'),
		/** After "this was not me" in a mail. */
		mustSecure: searchParams.has('secure'),
		/** What was just done, so that the page can say so and offer to end other sessions. */
		done: searchParams.get('done'),
		ended: Number(searchParams.get('ended')) || 0,
		signals: await passkeySignals(event),
		now: app.clock.now()
	};
};

export const actions: Actions = { endOthers: endOthersAction('/security?done=sessions') };
