import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({ email: shortText });
const PATH = '/profile/email';

export const load: PageServerLoad = async (event) => {
	await freshOrStepUp(event, 'change-email', PATH);
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, never>(
		{ fields: Fields, keeps: ['email'] },
		async (event, { email }) => {
			const by = await freshOrStepUp(event, 'change-email', PATH);
			const { id } = await event.locals.app.emailProofs.begin(by, email);
			redirect(303, `${PATH}/${id}`);
		}
	)
};
