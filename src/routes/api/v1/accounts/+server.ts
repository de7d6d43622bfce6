import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { passwordText, shortText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { RequestEvent } from './$types';

const Applicant = v.strictObject({
	username: shortText,
	email: shortText,
	displayName: v.optional(shortText),
	invitation: v.optional(shortText),
	password: v.optional(passwordText)
});

const refuses = [
	'accounts.username_taken',
	'accounts.username_not_allowed',
	'accounts.email_not_allowed',
	'accounts.sign_up_closed',
	'accounts.invitation_invalid',
	'accounts.disabled',
	'passwords.not_allowed'
];

export const POST = endpoint<RequestEvent, typeof Applicant>(
	{
		summary: 'Sign up with a password, or without one get the options for a first passkey',
		body: Applicant,
		refuses
	},
	async (event, { password, ...who }) => {
		const { signUp } = event.locals.app;
		const applicant = { ...who, locale: event.locals.locale };
		const attempt = attemptOf(event);
		if (password === undefined)
			return { status: 'passkey', ...(await signUp.beginPasskey(applicant, attempt)) };
		const { issued } = await signUp.withPassword({ ...applicant, password }, attempt);
		return { status: 'signed-in', session: await acceptSession(event, issued) };
	}
);
