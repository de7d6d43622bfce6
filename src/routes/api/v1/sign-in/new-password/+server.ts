import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { idText, passwordText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ id: idText, password: passwordText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Choose the password that sign_in.new_password_required asks for, and sign in',
		body: Given,
		refuses: ['sign_in.ceremony_gone', 'passwords.not_allowed', 'passwords.current_wrong']
	},
	async (event, given) => {
		const issued = await event.locals.app.signIn.chooseNewPassword(given, attemptOf(event));
		return { status: 'signed-in', session: await acceptSession(event, issued) };
	}
);
