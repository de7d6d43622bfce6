import { redirect, type RequestEvent } from '@sveltejs/kit';

import type { Account } from '#lib/server/accounts/index.ts';
import { defineRefusals, Refusal } from '#lib/server/core/refusal.ts';
import type { Enroller } from '#lib/server/enrolment/index.ts';
import type { Action } from '#lib/server/policy/index.ts';
import { sessionRefusals, type Session } from '#lib/server/sessions/index.ts';
import type { Attempt } from '#lib/server/sign-in/index.ts';
import type { ApiEvent } from './api-event.ts';
import { safeNext } from './next.ts';
import { requireSecondFactor } from './required-factor.ts';

const refuse = defineRefusals('access', { adminOnly: 'forbidden' });

/** Refuses `sessions.required`. */
export function requireSession({ locals }: Pick<ApiEvent, 'locals'>): Session {
	if (!locals.session) throw sessionRefusals.required();
	return locals.session;
}

/** The session together with its bearer token and caller, for verbs that change the account. */
export function requireEnroller(event: ApiEvent): Enroller {
	const { app, caller } = event.locals;
	const session = requireSession(event);
	return { session, token: app.cookies.sessionToken(event.cookies) ?? '', caller };
}

/** The same, after policy has allowed `action`. Refuses `step-up-required` with the challenge to answer. */
export async function requireFresh(event: RequestEvent, action: Action): Promise<Enroller> {
	const enroller = requireEnroller(event);
	await event.locals.app.stepUp.require(action, enroller.session);
	return enroller;
}

/** This browser's attempt to sign in. */
export function attemptOf({ cookies, locals: { app, caller, client } }: ApiEvent): Attempt {
	return {
		holder: app.cookies.attempt(cookies),
		knownBrowser: app.knownBrowserCookie.read(cookies),
		rememberedBrowser: app.rememberedBrowserCookie.read(cookies),
		application: client?.name,
		caller
	};
}

/** The account that is signed in. Refuses `sessions.required`. */
export async function accountOf(event: RequestEvent): Promise<Account> {
	const { account: id } = requireSession(event);
	const account = await event.locals.app.accounts.find(id);
	if (account?.status !== 'active') throw sessionRefusals.required();
	return account;
}

/** Refuses `access.admin_only`. */
export async function requireAdmin(event: RequestEvent): Promise<Account> {
	const account = await accountOf(event);
	if (account.role === 'admin') return account;
	const { app, caller } = event.locals;
	await app.recordTrespass(caller, requireSession(event));
	throw refuse.adminOnly();
}

/**
 * Keeps the pages of a route group for those who may see them. It goes by the route that Kit has
 * chosen, not by the path, so no spelling of a path leads around it, nor does a request for data alone.
 */
export async function guardRoute(event: RequestEvent): Promise<void> {
	const group = /^\/\((account|admin)\)/.exec(event.route.id ?? '')?.[1];
	if (group) sessionOrSignIn(event);
	if (group === 'admin') await requireAdmin(event);
	await requireSecondFactor(event);
}

/** For pages: sends a browser that is not signed in to sign in, and back here afterwards. */
export function sessionOrSignIn(event: RequestEvent): Session {
	const { cookies, locals, url } = event;
	if (locals.session) return locals.session;
	const next = encodeURIComponent(safeNext(url.pathname + url.search));
	// Who had a session should not wonder why they are asked again.
	const reason = locals.app.cookies.sessionToken(cookies) ? '&ended' : '';
	redirect(303, `/sign-in?next=${next}${reason}`);
}

/** For pages: sends a session whose proof is too old to step up, and back to `returnTo` afterwards. */
export async function freshOrStepUp(
	event: RequestEvent,
	action: Action,
	returnTo = event.url.pathname + event.url.search
): Promise<Enroller> {
	sessionOrSignIn(event);
	return orStepUp(requireFresh(event, action), returnTo);
}

/** For pages: where `work` needs more to be proven, sends the browser to do so, and to `returnTo` afterwards. */
export async function orStepUp<Result>(work: Promise<Result>, returnTo: string): Promise<Result> {
	try {
		return await work;
	} catch (error) {
		const challenge = error instanceof Refusal && error.details['challenge'];
		if (!challenge) throw error;
		const { id } = challenge as { id: string };
		redirect(303, `/verify/${id}?next=${encodeURIComponent(safeNext(returnTo))}`);
	}
}
