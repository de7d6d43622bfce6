/**
 * The calls about sessions that programs make most often: the check, `GET /api/v1/session`, and the list,
 * `GET /api/v1/sessions`. The same answers as Kit's routes, from the same functions, without what Kit does
 * around a page. Clients that name themselves are Kit's: no cookie counts for them.
 */
import type { App } from '#lib/server/app.ts';
import { isoText } from '#lib/server/core/iso-text.ts';
import { CLIENT_HEADER } from '#lib/server/http/client-call.ts';
import { refusedReply } from '#lib/server/http/refused.ts';
import { lacksRequiredFactor, requiredFactorRefusals } from '#lib/server/http/required-factor.ts';
import { listSessions } from '#lib/server/http/served-applications.ts';
import { noteSession } from '#lib/server/http/trace.ts';
import { sessionView } from '#lib/server/http/views.ts';
import { sessionRefusals, type Session } from '#lib/server/sessions/index.ts';
import { cookieReader } from './cookies.ts';
import type { FrontRoute } from './front-server.ts';

/** What JSON would make of it: dates as texts, made here because they take most of the time. */
function wire(view: ReturnType<typeof sessionView>): object {
	const { createdAt, lastSeenAt, expiresAt, endsAt, elevatedAt } = view;
	return {
		...view,
		createdAt: isoText(createdAt),
		lastSeenAt: isoText(lastSeenAt),
		expiresAt: isoText(expiresAt),
		endsAt: isoText(endsAt),
		elevatedAt: isoText(elevatedAt)
	};
}

type Deps = Pick<
	App,
	'accounts' | 'clients' | 'config' | 'cookies' | 'factors' | 'methods' | 'served' | 'sessions'
>;

export function sessionRoutes(app: Deps): readonly FrontRoute[] {
	const { cookies, sessions } = app;
	/** Answers what `view` makes of the caller's session. */
	const route = (
		path: string,
		view: (session: Session) => object | Promise<object>
	): FrontRoute => ({
		path,
		method: 'GET',
		isLeft: ({ headers }) => headers[CLIENT_HEADER] !== undefined,
		async answer(request, trace) {
			try {
				const token = cookies.sessionToken(cookieReader(request));
				const session = token ? await sessions.check(token) : undefined;
				if (!session) throw sessionRefusals.required();
				noteSession(trace, session);
				const body = JSON.stringify(await view(session));
				return { status: 200, type: 'application/json', body };
			} catch (error) {
				return refusedReply(error, trace);
			}
		}
	});

	return [
		route('/api/v1/session', (session) => wire(sessionView(session, session))),
		route('/api/v1/sessions', async (current) => {
			if (await lacksRequiredFactor(app, current))
				throw requiredFactorRefusals.secondFactorRequired();
			return (await listSessions(app, current)).map(wire);
		})
	];
}
