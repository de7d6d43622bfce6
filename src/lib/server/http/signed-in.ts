import { redirect } from '@sveltejs/kit';

import { Refusal } from '#lib/server/core/refusal.ts';
import type { IssuedSession } from '#lib/server/sessions/index.ts';
import type { SignedIn, SignInResult } from '#lib/server/sign-in/index.ts';
import type { ApiEvent } from './api-event.ts';
import { challengeView, sessionView } from './views.ts';

/**
 * Gives the browser its new session; the token itself travels in the cookie only. A session that the
 * browser had before ends, so that nothing stays open behind it. ASVS 5.0 7.2.4.
 */
export async function acceptSession(event: ApiEvent, issued: IssuedSession | SignedIn) {
	const { session } = issued;
	const { app, caller, session: before } = event.locals;
	if (before && before.id !== session.id) {
		await app.sessions.endAny(before);
		await app.record(app.audit, caller, {
			code: 'session.replaced',
			account: before.account,
			session: before.id,
			details: { reason: 'signed_in_again' }
		});
	}
	app.cookies.setSession(event.cookies, issued);
	if ('knownBrowser' in issued && issued.knownBrowser)
		app.knownBrowserCookie.set(event.cookies, issued.knownBrowser);
	if ('rememberedBrowser' in issued && issued.rememberedBrowser)
		app.rememberedBrowserCookie.set(event.cookies, issued.rememberedBrowser);
	event.locals.session = session;
	return sessionView(session, session);
}

/** For pages: where a password has to be replaced first, sends the browser to do so, and to `next` afterwards. */
export async function orNewPassword<Result>(work: Promise<Result>, next: string): Promise<Result> {
	try {
		return await work;
	} catch (error) {
		const demanded = error instanceof Refusal && error.details['newPassword'];
		if (!demanded) throw error;
		const { id } = demanded as { id: string };
		redirect(303, `/new-password/${id}?next=${encodeURIComponent(next)}`);
	}
}

export async function signInAnswer(event: ApiEvent, result: SignInResult) {
	if (result.status === 'challenge')
		return { status: result.status, challenge: challengeView(result.challenge) };
	return { status: result.status, session: await acceptSession(event, result.issued) };
}
