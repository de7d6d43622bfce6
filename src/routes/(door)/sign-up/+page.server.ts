import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { accountOf, attemptOf } from '#lib/server/http/guard.ts';
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

/** Whom the invitation lets in, or why there is nobody to let in. */
async function admitted(event: RequestEvent) {
	const { invitations } = event.locals.app;
	const invitation = invitationOf(event);
	try {
		const found = await invitations.admit(invitation);
		if (event.locals.session) return { obstacle: 'signed_in' } as const;
		return { role: found?.role ?? 'member' } as const;
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		if (error.code === 'accounts.invitation_invalid')
			return { obstacle: 'invitation_spent' } as const;
		const isUninvited = invitation === undefined && invitations.mode === 'invitation';
		return { obstacle: isUninvited ? 'uninvited' : 'closed' } as const;
	}
}

export const load: PageServerLoad = async (event) => {
	const { app, session } = event.locals;
	const invitation = invitationOf(event);
	if (session && invitation === undefined) redirect(303, '/');
	return {
		...(await admitted(event)),
		account: session && (await accountOf(event)).username,
		isOpen: app.invitations.mode === 'open',
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
