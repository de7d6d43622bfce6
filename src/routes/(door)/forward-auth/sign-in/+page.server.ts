import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { forwardAuthRefusals as refuse, judge } from '#lib/server/forward-auth/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { sessionOrSignIn } from '#lib/server/http/guard.ts';
import { senderOf } from '#lib/server/http/sender.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { lacksRequiredFactor } from '#lib/server/http/required-factor.ts';
import { signOut } from '#lib/server/http/sign-out.ts';
import { reachableAal } from '#lib/server/policy/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { Actions, PageServerLoad, PageServerLoadEvent, RequestEvent } from './$types';

const State = v.pipe(v.string(), v.regex(/^[\w-]{43}$/));

/** A browser that began on a site behind a proxy, and where it was going. */
function begunBy({ locals: { app }, url: { searchParams } }: PageServerLoadEvent | RequestEvent) {
	const site = app.forwardAuth.find(searchParams.get('site') ?? '');
	if (!site) throw refuse.unknownSite();
	const state = v.safeParse(State, searchParams.get('state'));
	if (!state.success) throw refuse.unclear();
	return { site, state: state.output, to: safeNext(searchParams.get('to')) };
}

/** Sends a session that has proven too little to prove more, and back here afterwards. */
async function stepUp({ locals: { app }, url }: PageServerLoadEvent, session: Session) {
	const goesOnTo = await senderOf(app, url.pathname + url.search);
	const factors = await app.factors.list(session.account);
	if (reachableAal(factors, app.methods) < 2) throw refuse.secondFactorNeeded();
	const { id } = await app.stepUp.begin(session, goesOnTo);
	redirect(303, `/verify/${id}?next=${encodeURIComponent(url.pathname + url.search)}`);
}

export const load: PageServerLoad = async (event) => {
	const { app } = event.locals;
	const { site, state, to } = begunBy(event);
	const session = sessionOrSignIn(event);
	if (await lacksRequiredFactor(app, session)) redirect(303, '/security?required');
	const [path = ''] = to.split('?');
	const groups = (await app.identities.refresh(session.account))?.groups ?? [];
	const verdict = judge(site, { path, who: { aal: session.aal, groups } });
	if (verdict === 'forbidden') throw refuse.notForYou();
	if (verdict === 'step-up') await stepUp(event, session);
	const code = await app.forwardAuth.offer(session, { site, state, to });
	const address = `${site.origin}/.latchkey/enter?code=${code}`;
	// Behind one of our own forms a browser follows no redirect to another origin (CSP3 §6.4.1.2): a page leads on.
	if (event.request.headers.get('sec-fetch-site') !== 'same-origin')
		redirect(303, address, { external: [site.origin] });
	return { address, host: new URL(site.origin).host };
};

const Nothing = v.strictObject({});

export const actions: Actions = {
	/** Who is not let in may be so by another account of theirs. */
	other: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { site, state, to } = begunBy(event);
		await signOut(event);
		const asked = new URLSearchParams({ site: site.origin, state, to });
		redirect(303, `/sign-in?next=${encodeURIComponent(`${event.url.pathname}?${asked}`)}`);
	})
};
