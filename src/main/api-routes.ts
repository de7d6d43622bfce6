/**
 * The calls of a sign-in, each with the endpoint that Kit would have asked: the same answers, without what Kit does
 * around a page.
 */
import type { IncomingMessage } from 'node:http';

import type { App } from '#lib/server/app.ts';
import { admitCall, localsOf } from '#lib/server/http/admission.ts';
import type { ApiEvent } from '#lib/server/http/api-event.ts';
import type { Endpoint } from '#lib/server/http/endpoint.ts';
import { refusedReply } from '#lib/server/http/refused.ts';
import type { Reply } from '#lib/server/http/reply.ts';
import type { Trace } from '#lib/server/http/trace.ts';
import { POST as answer } from '../routes/api/v1/challenges/[id]/answer/+server.ts';
import { POST as prompt } from '../routes/api/v1/challenges/[id]/prompt/+server.ts';
import { POST as passkey } from '../routes/api/v1/sign-in/passkey/+server.ts';
import { POST as passkeyOptions } from '../routes/api/v1/sign-in/passkey/options/+server.ts';
import { POST as password } from '../routes/api/v1/sign-in/password/+server.ts';
import { createCookies } from './cookies.ts';
import type { FrontRoute } from './front-server.ts';
import { incomingOf } from './incoming.ts';

type Params = { readonly id: string };

const ENDPOINTS: Readonly<Record<string, Endpoint<ApiEvent<Params>>>> = {
	'/api/v1/sign-in/password': password,
	'/api/v1/sign-in/passkey/options': passkeyOptions,
	'/api/v1/sign-in/passkey': passkey,
	'/api/v1/challenges/[id]/prompt': prompt,
	'/api/v1/challenges/[id]/answer': answer
};

export function apiRoutes(app: App): readonly FrontRoute[] {
	return Object.entries(ENDPOINTS).map(([path, { reply }]) => {
		// Whatever is spelled in another way, or has a query, is Kit's.
		const target = new RegExp(`^${path.replace('[id]', '([\\w-]+)')}$`);

		const replyTo = async (request: IncomingMessage, trace: Trace): Promise<Reply> => {
			const cookies = createCookies(request);
			const incoming = incomingOf(request);
			const getClientAddress = () => trace.address ?? '';
			const known = localsOf({ cookies, request: incoming, getClientAddress }, { app, trace });
			const [, id = ''] = target.exec(request.url ?? '') ?? [];
			const locals: App.Locals = { ...known, session: undefined };
			const event: ApiEvent<Params> = { cookies, locals, params: { id }, request: incoming };
			try {
				await admitCall(event);
				return { ...(await reply(event)), cookies: cookies.written() };
			} catch (error) {
				return { ...refusedReply(error, trace), cookies: cookies.written() };
			}
		};
		return { path, method: 'POST', target, answer: replyTo };
	});
}
