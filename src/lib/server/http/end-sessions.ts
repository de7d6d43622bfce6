import { redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';

import type { SessionId } from '#lib/server/core/ids.ts';
import { formAction } from './form-action.ts';
import { freshOrStepUp, requireSession } from './guard.ts';

/** Ends one session of the account; one's own needs no fresh proof. Refuses `sessions.unknown`. */
export async function endSession(event: RequestEvent, id: SessionId): Promise<void> {
	const { app, caller } = event.locals;
	const session = requireSession(event);
	if (id !== session.id) await app.stepUp.require('end-sessions', session);
	await app.sessions.end(session.account, id);
	const { account } = session;
	await app.record(app.audit, caller, {
		code: 'session.ended',
		account,
		session: session.id,
		details: { ended: id }
	});
	if (id === session.id) app.cookies.clearSession(event.cookies);
}

/** Ends every other session of the account, says how many there were, and forgets every other browser. */
export async function endOtherSessions(event: RequestEvent): Promise<number> {
	const { app, caller } = event.locals;
	const session = requireSession(event);
	await app.stepUp.require('end-sessions', session);
	const { account } = session;
	// Whoever is shut out must not get back in with less than what this asked for, nor while it goes on: what signs
	// in before this is among the sessions that end, and what does after it finds no browser remembered.
	const shown = app.rememberedBrowserCookie.read(event.cookies);
	const kept = await app.rememberedBrowsers.forgetOthers({ session, caller }, shown);
	if (kept) app.rememberedBrowserCookie.set(event.cookies, kept.token);
	const { length } = await app.sessions.endAll(account, session.id);
	await app.record(app.audit, caller, {
		code: 'sessions.others_ended',
		account,
		session: session.id,
		details: { count: length }
	});
	return length;
}

const Nothing = v.strictObject({});

/** The form action that ends all others and goes on to `page`, which may say how many. */
export function endOthersAction(page: string) {
	return formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		await freshOrStepUp(event, 'end-sessions', '/sessions/others');
		const ended = await endOtherSessions(event);
		redirect(303, `${page}${page.includes('?') ? '&' : '?'}ended=${ended}`);
	});
}
