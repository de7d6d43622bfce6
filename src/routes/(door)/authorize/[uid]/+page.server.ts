import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { accountOf, requireSession } from '#lib/server/http/guard.ts';
import { signOut } from '#lib/server/http/sign-out.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

const refOf = ({
	cookies,
	locals,
	params
}: Pick<RequestEvent, 'cookies' | 'locals' | 'params'>) => ({
	id: params.uid,
	cookie: cookies.get(locals.app.openId.cookie)
});

export const load: PageServerLoad = async (event) => {
	const { app, session } = event.locals;
	const next = encodeURIComponent(event.url.pathname);
	const { client, step } = await app.openId.authorizations.step(refOf(event), session);
	if (step.kind === 'sign-in') redirect(303, `/sign-in?next=${next}`);
	if (step.kind === 'step-up') {
		const { id } = await app.stepUp.begin(requireSession(event), client.name);
		redirect(303, `/verify/${id}?next=${next}`);
	}
	const { username } = session ? await accountOf(event) : { username: undefined };
	return { client: client.name, step, username };
};

/** The answer goes by this page, from where the browser goes on by itself: a form leads nowhere else. */
export const actions: Actions = {
	allow: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { app, caller } = event.locals;
		const session = requireSession(event);
		await app.openId.authorizations.allow(refOf(event), { session, caller });
		redirect(303, event.url.pathname);
	}),

	decline: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { app, caller, session } = event.locals;
		await app.openId.authorizations.decline(refOf(event), { session, caller });
		redirect(303, event.url.pathname);
	}),

	other: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		await event.locals.app.openId.authorizations.require(refOf(event));
		await signOut(event);
		redirect(303, `/sign-in?next=${encodeURIComponent(event.url.pathname)}`);
	})
};
