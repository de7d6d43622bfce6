/**
 * The session check, `GET /api/v1/session`: the call that applications make most often.
 * The same answer as Kit's route, from the same functions, without what Kit does around a page.
 */
import type { IncomingMessage } from 'node:http';

import type { App } from '#lib/server/app.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { toProblem } from '#lib/server/http/problem.ts';
import { noteRefusal, noteSession, type Trace } from '#lib/server/http/trace.ts';
import { sessionView } from '#lib/server/http/views.ts';
import { sessionRefusals } from '#lib/server/sessions/index.ts';

import type { FrontRoute } from './front-server.ts';

/** Reads one cookie by name; the values that matter here are made of characters that need no decoding. */
function cookieReader({ headers }: IncomingMessage): { get(name: string): string | undefined } {
	const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
	return {
		get: (name) => pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
	};
}

export function sessionCheckRoute({
	cookies,
	sessions
}: Pick<App, 'cookies' | 'sessions'>): FrontRoute {
	const check = async (request: IncomingMessage, trace: Trace): Promise<object> => {
		const token = cookies.sessionToken(cookieReader(request));
		const session = token ? await sessions.check(token) : undefined;
		if (!session) throw sessionRefusals.required();
		noteSession(trace, session);
		return sessionView(session, session);
	};

	return {
		path: '/api/v1/session',
		method: 'GET',
		async answer(request, response, trace) {
			const [status, type, body] = await check(request, trace).then(
				(view) => [200, 'application/json', view] as const,
				(error: unknown) => {
					if (!(error instanceof Refusal)) throw error;
					const problem = toProblem(error);
					noteRefusal(trace, problem, error);
					const told = { ...problem, requestId: trace.requestId };
					return [problem.status, 'application/problem+json', told] as const;
				}
			);
			const text = JSON.stringify(body);
			if (status === 503) response.setHeader('retry-after', 2);
			response.writeHead(status, {
				'content-type': type,
				'content-length': Buffer.byteLength(text)
			});
			response.end(text);
		}
	};
}
