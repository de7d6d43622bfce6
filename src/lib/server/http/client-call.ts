/** Calls of the operator's own clients, which name themselves and have no cookies. */
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { ClientCall, TokenPair } from '#lib/server/tokens/index.ts';
import type { ApiEvent } from './api-event.ts';
import { carriedCookies, KEPT_HEADER } from './carried.ts';
import { jsonReply, type Reply } from './reply.ts';
import { lacksRequiredFactor, requiredFactorRefusals } from './required-factor.ts';
import { sessionView, tokenView } from './views.ts';

export const CLIENT_HEADER = 'latchkey-client';

const refuse = defineRefusals('clients', { required: 'unauthenticated' });

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

/** Refuses `access.second_factor_required`, as pages do, before anything is given away. */
async function requireFactorOf({ locals: { app } }: ApiEvent, session: Session): Promise<void> {
	if (await lacksRequiredFactor(app, session)) throw requiredFactorRefusals.secondFactorRequired();
}

/** A pair as its client gets it. */
export async function grantedPair(event: ApiEvent, pair: TokenPair) {
	await requireFactorOf(event, pair.session);
	return tokenView(pair);
}

/** The session behind an access token as its client gets it. */
export async function grantedSession(event: ApiEvent, session: Session) {
	await requireFactorOf(event, session);
	return sessionView(session, session);
}

/**
 * Has `answer` made with what a client carries in place of cookies, and gives it a code in place of a session. What is
 * carried comes back with a refusal, too: it may say how to go on.
 */
export async function answerClient<Event extends ApiEvent>(
	event: Event,
	answer: (event: Event) => Promise<Reply>
): Promise<Reply> {
	const { app, client } = event.locals;
	if (!client) return answer(event);
	const cookies = carriedCookies(event.request.headers.get(KEPT_HEADER));
	// Scripts can read what is carried: it opens nothing, and stands for no second factor.
	const withhold = (): void => {
		app.cookies.clearSession(cookies);
		app.rememberedBrowserCookie.clear(cookies);
	};
	withhold();
	const reply = await answer(Object.create(event, { cookies: { value: cookies } }) as Event);
	const token = app.cookies.sessionToken(cookies);
	withhold();
	const headers = { ...reply.headers, [KEPT_HEADER]: cookies.text() };
	if (token === undefined) return { ...reply, headers };
	const code = await app.tokens.offer(client, token);
	return { ...jsonReply({ ...(JSON.parse(reply.body) as object), code }), headers };
}
