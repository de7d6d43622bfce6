/** Lets the provider of OpenID Connect answer what is its own, before Kit: its callers have no cookies, and no pages. */
import type { IncomingMessage } from 'node:http';

import type { App } from '#lib/server/app.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { localsOf } from '#lib/server/http/admission.ts';
import { problemNamed, toProblem } from '#lib/server/http/problem.ts';
import { refusedPage } from '#lib/server/http/refused-page.ts';
import { refusedReply } from '#lib/server/http/refused.ts';
import { signOut } from '#lib/server/http/sign-out.ts';
import { noteRefusal, noteSession, type Trace } from '#lib/server/http/trace.ts';
import type { Visit } from '#lib/server/openid/index.ts';
import { createCookies } from './cookies.ts';
import type { Kit } from './front-server.ts';
import { incomingOf } from './incoming.ts';

/** Who serves and who calls, in the only headers that the provider reads of it. */
function describeOrigin(request: IncomingMessage, origin: string, { address }: Trace): void {
	const { protocol, host } = new URL(origin);
	const { headers } = request;
	headers.host = host;
	headers['x-forwarded-host'] = host;
	headers['x-forwarded-proto'] = protocol.slice(0, -1);
	headers['x-forwarded-for'] = address ?? '';
}

/** Where browsers are led by applications. */
const VISITED: readonly string[] = ['/oauth2/authorize', '/oauth2/end-session'];

/**
 * A request that came as a form goes on in the address, with 303: from a page elsewhere the browser sends our cookies
 * with that alone. OpenID Connect Core 1.0 §3.1.2.1, RP-Initiated Logout 1.0 §2, RFC 9700 §4.12.
 */
async function addressOfForm(request: IncomingMessage, path: string): Promise<string> {
	const body = await incomingOf(request).arrayBuffer();
	return `${path}?${new URLSearchParams(Buffer.from(body).toString())}`;
}

/** `kit`, but for what is the provider's. */
export function withOpenId(app: App, kit: Kit): Kit {
	const { config, cookies, log, openId, sessions } = app;

	const visitOf = async (request: IncomingMessage, trace: Trace): Promise<Visit> => {
		const sent = createCookies(request);
		const getClientAddress = () => trace.address ?? '';
		const arrived = { cookies: sent, request: incomingOf(request), getClientAddress };
		const { caller, locale } = localsOf(arrived, { app, trace });
		const token = cookies.sessionToken(sent);
		const session = token ? await sessions.check(token) : undefined;
		noteSession(trace, session);
		const { requestId, route } = trace;
		return {
			session,
			caller,
			errorPage(code, status) {
				const problem = problemNamed(code, status);
				noteRefusal(trace, problem);
				return refusedPage(problem, { locale, requestId }).text();
			},
			onRefused: (refused) =>
				log.info('openid.refused', { requestId, route, address: trace.address, ...refused }),
			async signOut() {
				await signOut({ cookies: sent, locals: { app, caller, session } });
				return sent.written();
			},
			onError(error) {
				if (error instanceof Refusal) {
					const problem = toProblem(error);
					noteRefusal(trace, problem, error);
					return problem.status;
				}
				log.error('error', { requestId, route, error });
				return 500;
			}
		};
	};

	return async (request, response, trace) => {
		const { url = '' } = request;
		const route = openId.routeOf(url.split('?', 1)[0] ?? '');
		if (route === undefined) return kit(request, response, trace);
		trace.route = route;
		describeOrigin(request, config.origin, trace);
		try {
			if (request.method === 'POST' && VISITED.includes(route)) {
				response.writeHead(303, { location: await addressOfForm(request, route) }).end();
				return;
			}
			await openId.serve(request, response, await visitOf(request, trace));
		} catch (error) {
			const { status, type = '', body, headers = {} } = refusedReply(error, trace);
			response.writeHead(status, { ...headers, 'content-type': type }).end(body);
		}
	};
}
