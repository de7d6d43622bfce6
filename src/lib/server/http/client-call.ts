/** Calls of the operator's own clients, which name themselves and have no cookies. */
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { ClientCall } from '#lib/server/tokens/index.ts';
import type { ApiEvent } from './api-event.ts';
import { carriedCookies, KEPT_HEADER } from './carried.ts';
import type { Reply } from './reply.ts';

export const CLIENT_HEADER = 'latchkey-client';

const refuse = defineRefusals('clients', { required: 'invalid' });

/** Refuses `clients.required` where no client has named itself. */
export function clientCallOf({ locals, request }: ApiEvent, path: string): ClientCall {
	const { app, caller, client } = locals;
	if (!client) throw refuse.required();
	return {
		client,
		caller,
		method: request.method,
		url: app.config.origin + path,
		proof: request.headers.get('dpop') ?? undefined
	};
}

/** Has `answer` made with what a client carries in place of cookies, and gives it a code in place of a session. */
export async function answerClient<Event extends ApiEvent>(
	event: Event,
	answer: (event: Event) => Promise<unknown>,
	toReply: (value: unknown) => Reply
): Promise<Reply> {
	const { app, client } = event.locals;
	if (!client) return toReply(await answer(event));
	const cookies = carriedCookies(event.request.headers.get(KEPT_HEADER));
	app.cookies.clearSession(cookies);
	const value = await answer(Object.create(event, { cookies: { value: cookies } }) as Event);
	const token = app.cookies.sessionToken(cookies);
	app.cookies.clearSession(cookies);
	const code = token === undefined ? {} : { code: await app.tokens.offer(client, token) };
	const reply = toReply(token === undefined ? value : { ...Object(value), ...code });
	return { ...reply, headers: { ...reply.headers, [KEPT_HEADER]: cookies.text() } };
}
