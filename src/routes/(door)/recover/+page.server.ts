import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { passwordText, shortText } from '#lib/server/http/input.ts';
import { returnerOf } from '#lib/server/http/returning.ts';
import { acceptSession, orNewPassword } from '#lib/server/http/signed-in.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({ identifier: shortText, password: passwordText, code: shortText });

export const load: PageServerLoad = async (event) => {
	const { app, session } = event.locals;
	if (session) redirect(303, '/security');
	const { recoveries } = app;
	const waiting = await recoveries.waiting(returnerOf(event));
	return { isByMail: recoveries.isOpen, isWaiting: waiting !== undefined };
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
