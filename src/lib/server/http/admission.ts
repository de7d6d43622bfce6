import type { App as Services } from '#lib/server/app.ts';
import { negotiateLocale } from '#lib/messages/index.ts';
import type { ApiEvent } from './api-event.ts';
import { callerOf } from './caller.ts';
import { requireSameOrigin } from './origin.ts';
import { noteSession, type Trace } from './trace.ts';

type Arrived = Pick<ApiEvent, 'cookies' | 'request'> & { getClientAddress(): string };

/** What is known of a request before anything is asked of a store. */
export function localsOf(event: Arrived, { app, trace }: { app: Services; trace: Trace }) {
	const { cookies, request } = event;
	const language = request.headers.get('accept-language');
	const locale = negotiateLocale(language, app.cookies.locale(cookies));
	return { app, trace, caller: callerOf(event, trace), locale };
}

/** Before any route: refuses `request.cross_site`, and finds the session of who calls. */
export async function admit({
	cookies,
	locals,
	request
}: Pick<ApiEvent, 'cookies' | 'locals' | 'request'>): Promise<void> {
	const { app, trace } = locals;
	requireSameOrigin(request, app.config.origin);
	const token = app.cookies.sessionToken(cookies);
	locals.session = token ? await app.sessions.check(token) : undefined;
	noteSession(trace, locals.session);
}
