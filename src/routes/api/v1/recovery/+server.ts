import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { passwordText, shortText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({
	identifier: shortText,
	password: v.optional(passwordText, ''),
	code: shortText
});

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Sign in with a recovery code, and the password of an account that has one',
		body: Given,
		refuses: ['sign_in.not_accepted', 'passwords.busy']
	},
	async (event, given) => {
		const issued = await event.locals.app.signIn.recover(given, attemptOf(event));
		return { status: 'signed-in', session: await acceptSession(event, issued) };
	}
);
