import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { accountOf, requireSession, sessionOrSignIn } from '#lib/server/http/guard.ts';
import { signOut } from '#lib/server/http/sign-out.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Code = v.strictObject({ userCode: v.pipe(v.string(), v.maxLength(100)) });

const pathOf = (userCode: string): string => `/device?user_code=${encodeURIComponent(userCode)}`;

/** The address that a device shows as a whole leads to the question as well, and past nothing. RFC 8628 §3.3.1. */
export const load: PageServerLoad = async (event) => {
	const { app, caller } = event.locals;
	const { searchParams } = event.url;
	const session = sessionOrSignIn(event);
	for (const done of ['allowed', 'declined'] as const) if (searchParams.has(done)) return { done };
	const typed = searchParams.get('user_code');
	if (!typed) return {};
	// A page elsewhere, which could spend somebody's tries for them, gets no further than the form.
	if (event.request.headers.get('sec-fetch-site') === 'cross-site') return { typed };
	const { client, userCode, scopes, address, since, step } = await app.openId.devices.find(typed, {
		session,
		caller
	});
	if (step === 'step-up') {
		const { id } = await app.stepUp.begin(session, client.name);
		redirect(303, `/verify/${id}?next=${encodeURIComponent(pathOf(userCode))}`);
	}
	const { username } = await accountOf(event);
	const request = { client: client.name, userCode, scopes, address, since, step };
	return { request, username, now: app.clock.now() };
};

export const actions: Actions = {
	find: formAction<RequestEvent, typeof Code, never>(
		{ fields: Code, keeps: ['userCode'] },
		async (event, given) => {
			const { app, caller } = event.locals;
			const session = requireSession(event);
			const { userCode } = await app.openId.devices.find(given.userCode, { session, caller });
			redirect(303, pathOf(userCode));
		}
	),

	allow: formAction<RequestEvent, typeof Code, never>({ fields: Code }, async (event, given) => {
		const { app, caller } = event.locals;
		const session = requireSession(event);
		await app.openId.devices.allow(given.userCode, { session, caller });
		redirect(303, '/device?allowed');
	}),

	decline: formAction<RequestEvent, typeof Code, never>({ fields: Code }, async (event, given) => {
		const { app, caller } = event.locals;
		const session = requireSession(event);
		await app.openId.devices.decline(given.userCode, { session, caller });
		redirect(303, '/device?declined');
	}),

	other: formAction<RequestEvent, typeof Code, never>({ fields: Code }, async (event, given) => {
		await signOut(event);
		redirect(303, `/sign-in?next=${encodeURIComponent(pathOf(given.userCode))}`);
	})
};
