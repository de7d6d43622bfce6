import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { passwordText, shortText } from '#lib/server/http/input.ts';
import { acceptSession, orNewPassword } from '#lib/server/http/signed-in.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({ identifier: shortText, password: passwordText, code: shortText });

export const load: PageServerLoad = ({ locals }) => {
	if (locals.session) redirect(303, '/security');
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, never>(
		{ fields: Fields, keeps: ['identifier'] },
		async (event, given) => {
			const recovered = event.locals.app.signIn.recover(given, attemptOf(event));
			const next = '/security?recovered';
			await acceptSession(event, await orNewPassword(recovered, next));
			redirect(303, next);
		}
	)
};
