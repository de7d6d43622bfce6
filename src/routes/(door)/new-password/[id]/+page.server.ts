import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { passwordText } from '#lib/server/http/input.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({ password: passwordText });

export const load: PageServerLoad = async (event) =>
	event.locals.app.signIn.findNewPassword(event.params.id, attemptOf(event));

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, never>(
		{ fields: Fields },
		async (event, { password }) => {
			const given = { id: event.params.id, password };
			const issued = await event.locals.app.signIn.chooseNewPassword(given, attemptOf(event));
			await acceptSession(event, issued);
			redirect(303, safeNext(event.url.searchParams.get('next')));
		}
	)
};
