import { accountOf, requireSession } from '#lib/server/http/guard.ts';
import { sessionView } from '#lib/server/http/views.ts';
import type { PageServerLoad } from './$types';

const RECENT = 5;

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const session = requireSession(event);
	const [{ isEmailProven }, factors, sessions, events] = await Promise.all([
		accountOf(event),
		app.enrolments.list(session.account),
		app.sessions.list(session.account),
		app.audit.list(session.account, { limit: RECENT })
	]);
	return {
		factors,
		sessionCount: sessions.length,
		isEmailWaiting: app.emailProofs.isOpen && !isEmailProven,
		session: sessionView(session, session),
		events: events.map(({ sequence, at, code, details }) => ({ sequence, at, code, details })),
		isNew: event.url.searchParams.has('welcome'),
		now: app.clock.now()
	};
};
