import type { RequestEvent } from '@sveltejs/kit';

import type { IssuedSession } from '#lib/server/sessions/index.ts';
import type { SignInResult } from '#lib/server/sign-in/index.ts';
import { challengeView, sessionView } from './views.ts';

/** Gives the browser its new session; the token itself travels in the cookie only. */
export function acceptSession(event: RequestEvent, issued: IssuedSession) {
	event.locals.app.cookies.setSession(event.cookies, issued);
	event.locals.session = issued.session;
	return sessionView(issued.session, issued.session);
}

export function signInAnswer(event: RequestEvent, result: SignInResult) {
	if (result.status === 'challenge')
		return { status: result.status, challenge: challengeView(result.challenge) };
	return { status: result.status, session: acceptSession(event, result.issued) };
}
