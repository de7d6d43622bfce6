import type { RequestEvent } from '@sveltejs/kit';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit/hooks';

import { openApp, type App } from '#lib/server/app.ts';
import { loadConfig } from '#lib/server/config/index.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { admit, admitApplication, admitCall, localsOf } from '#lib/server/http/admission.ts';
import { withCamera } from '#lib/server/http/camera-page.ts';
import { guardRoute } from '#lib/server/http/guard.ts';
import { asProblem, frameworkCode, problemResponse, toProblem } from '#lib/server/http/problem.ts';
import { refusedPage } from '#lib/server/http/refused-page.ts';
import { findTrace, newTrace, noteRefusal, routeTemplate } from '#lib/server/http/trace.ts';

let app: App;

export const init: ServerInit = async () => {
	app = await openApp(loadConfig());
};

/** By the route where there is one, since a path has many spellings. */
const isApi = ({ route, url }: RequestEvent): boolean =>
	(route.id ?? url.pathname).startsWith('/api/');

const isForApplications = ({ route }: RequestEvent): boolean =>
	/^\/api\/v1\/(approvals|tokens\/introspect)(\/|$)/.test(route.id ?? '');

function admitting(event: RequestEvent): Promise<void> {
	if (isForApplications(event)) return admitApplication(event);
	return isApi(event) ? admitCall(event) : admit(event);
}

/** What only Kit itself would ask for, and takes for a mistake of ours. */
const isNonsense = ({ pathname, searchParams }: URL): boolean =>
	pathname.startsWith('/_app/remote/') || searchParams.has('/default');

/** A refusal as its caller can read it. */
function refusedAnswer(event: RequestEvent, error: Refusal): Response {
	const { locale, trace } = event.locals;
	const { requestId } = trace;
	const problem = toProblem(error);
	noteRefusal(trace, problem, error);
	return isApi(event)
		? problemResponse(problem, requestId)
		: refusedPage(problem, { locale, requestId });
}

export const handle: Handle = async ({ event, resolve }) => {
	const { locals, url } = event;
	// There is no front server in development.
	const trace = findTrace(event.platform?.req) ?? newTrace(secureRandom);
	trace.route = routeTemplate(event.route.id);
	Object.assign(locals, localsOf(event, { app, trace }));

	const answer = async (): Promise<Response> => {
		try {
			await admitting(event);
			await guardRoute(event);
			return await resolve(event, {
				transformPageChunk: ({ html }) => html.replace('%latchkey.lang%', locals.locale)
			});
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			return refusedAnswer(event, error);
		}
	};
	if (isNonsense(url)) return new Response(undefined, { status: 404 });
	const answered = await answer();
	const response = withCamera(
		isApi(event) ? asProblem(answered, trace.requestId) : answered,
		event.route.id
	);
	if (response.status === 503) response.headers.set('retry-after', '2');
	response.headers.set('x-request-id', trace.requestId);
	// Which framework this is helps nobody who means well.
	response.headers.delete('x-sveltekit-page');
	return response;
};

/** A bug's own words stay here; the person gets a code, and an id that finds them in the log. */
export const handleError: HandleServerError = (caught) => {
	const { trace } = caught.event.locals;
	const { requestId } = trace;
	const { kind, error } = caught;
	if (error instanceof Refusal) {
		const problem = toProblem(error);
		noteRefusal(trace, problem, error);
		const { status, code } = problem;
		return { status, code, message: code, requestId };
	}
	if (kind === 'framework') {
		const { status } = error;
		const code = frameworkCode(status);
		return { status, code, message: code, requestId };
	}
	app.log.error('error', { requestId, route: trace.route, error });
	return { status: 500, code: 'internal', message: 'internal', requestId };
};
