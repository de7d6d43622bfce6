import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { passwordText, shortText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import { minimumLength } from '#lib/server/passwords/index.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({
	username: shortText,
	email: shortText,
	displayName: v.optional(shortText),
	password: passwordText
});

const invitationOf = ({ url }: { url: URL }): string | undefined =>
	url.searchParams.get('invitation') ?? undefined;

export const load: PageServerLoad = async (event) => {
	const { app, session } = event.locals;
	if (session) redirect(303, '/');
	const invitation = invitationOf(event);
	const admitted = await app.invitations
		.admit(invitation)
		.then((found) => ({ role: found?.role ?? 'member', problem: undefined }))
		.catch((error: unknown) => {
			if (!(error instanceof Refusal)) throw error;
			return { role: undefined, problem: error.code };
		});
	return {
		...admitted,
		invitation,
		minimum: minimumLength({ isAlone: true }),
		withPassword: event.url.searchParams.get('with') === 'password'
	};
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, never>(
		{ fields: Fields, keeps: ['username', 'email', 'displayName'] },
		async (event, given) => {
			const who = { ...given, locale: event.locals.locale, invitation: invitationOf(event) };
			const { issued } = await event.locals.app.signUp.withPassword(who, attemptOf(event));
			await acceptSession(event, issued);
			redirect(303, '/?welcome');
		}
	)
};
