import type { App as Services } from '#lib/server/app.ts';
import { negotiateLocale } from '#lib/messages/index.ts';
import type { ApiEvent } from './api-event.ts';
import { bearerKey } from './application-call.ts';
import { callerOf } from './caller.ts';
import { CLIENT_HEADER } from './client-call.ts';
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

/** Before a call of the API: as `admit`, but for clients that name themselves and have no cookies. */
export async function admitCall(
	event: Pick<ApiEvent, 'cookies' | 'locals' | 'request'>
): Promise<void> {
	const { locals, request } = event;
	const id = request.headers.get(CLIENT_HEADER);
	if (id === null) return admit(event);
	locals.client = locals.app.clients.require(id, request.headers.get('origin') ?? undefined);
	locals.session = undefined;
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

/**
 * The same for a route of applications, which call with a key: no cookie is read, so that no page of another site
 * can have one sent for it. Without a key, and from within a browser, it is a request like any other.
 */
export async function admitApplication(event: Parameters<typeof admit>[0]): Promise<void> {
	const { headers } = event.request;
	const isFromPage = headers.get('origin') !== null || headers.get('sec-fetch-site') !== null;
	if (isFromPage || bearerKey(event.request) === undefined) return admit(event);
	event.locals.session = undefined;
}
