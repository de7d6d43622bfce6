import type { RequestEvent } from '@sveltejs/kit';

import type { IssuedSession } from '#lib/server/sessions/index.ts';
import type { SignedIn, SignInResult } from '#lib/server/sign-in/index.ts';
import { challengeView, sessionView } from './views.ts';

/**
 * Gives the browser its new session; the token itself travels in the cookie only. A session that the
 * browser had before ends, so that nothing stays open behind it. ASVS 5.0 7.2.4.
 */
export async function acceptSession(event: RequestEvent, issued: IssuedSession | SignedIn) {
	const { session } = issued;
	const { app, session: before } = event.locals;
	if (before && before.id !== session.id) await app.sessions.endAny(before);
	app.cookies.setSession(event.cookies, issued);
	if ('knownBrowser' in issued) app.knownBrowserCookie.set(event.cookies, issued.knownBrowser);
	event.locals.session = session;
	return sessionView(session, session);
}

export async function signInAnswer(event: RequestEvent, result: SignInResult) {
	if (result.status === 'challenge')
		return { status: result.status, challenge: challengeView(result.challenge) };
	return { status: result.status, session: await acceptSession(event, result.issued) };
}
