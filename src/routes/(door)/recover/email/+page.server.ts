import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { shortText } from '#lib/server/http/input.ts';
import { returnerOf } from '#lib/server/http/returning.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({ identifier: shortText });

export const load: PageServerLoad = ({ locals: { app, session }, url }) => {
	if (session) redirect(303, '/security');
	if (!app.recoveries.isOpen) redirect(303, '/recover');
	return { isOver: url.searchParams.has('over') };
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, never>(
		{ fields: Fields, keeps: ['identifier'] },
		async (event, { identifier }) => {
			const { id } = await event.locals.app.recoveries.ask(identifier, returnerOf(event));
			redirect(303, `/recover/email/${id}`);
		}
	)
};
