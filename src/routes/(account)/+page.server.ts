import { runsOf } from '#lib/components/account/runs.ts';
import { addable } from '#lib/server/factors/index.ts';
import { accountOf, requireSession } from '#lib/server/http/guard.ts';
import { sessionView } from '#lib/server/http/views.ts';
import type { PageServerLoad } from './$types';

const RECENT = 5;
const LOOKED_AT = 100;
const WEEK_MS = 7 * 24 * 60 * 60_000;
const SUSPICIOUS = ['sign_in.half_done', 'sign_in.after_failures'];
/** Whoever has done one of these has answered. */
const ANSWERS = ['password.changed', 'password.removed', 'account.disowned_event'];

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const session = requireSession(event);
	const [{ isEmailProven }, factors, sessions, events] = await Promise.all([
		accountOf(event),
		app.enrolments.list(session.account),
		app.sessions.list(session.account),
		app.audit.list(session.account, { limit: LOOKED_AT })
	]);
	const now = app.clock.now();
	const answer = events.findIndex(({ code }) => ANSWERS.includes(code));
	const suspicious = events
		.slice(0, answer < 0 ? undefined : answer)
		.find(({ code, at }) => SUSPICIOUS.includes(code) && now.getTime() - at.getTime() < WEEK_MS);
	return {
		suspicious: suspicious && { code: suspicious.code, details: suspicious.details },
		factors,
		offered: addable(app.methods),
		sessionCount: sessions.length,
		isEmailWaiting: app.emailProofs.isOpen && !isEmailProven,
		session: sessionView(session, session),
		events: runsOf(events)
			.slice(0, RECENT)
			.map(({ sequence, at, code, details, count, isMixed }) => ({
				sequence,
				at,
				code,
				details,
				count,
				isMixed
			})),
		isNew: event.url.searchParams.has('welcome'),
		now
	};
};
