import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { returnerOf, stopWaiting } from '#lib/server/http/returning.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

export const load: PageServerLoad = async (event) => ({
	waiting: await event.locals.app.recoveries.waiting(returnerOf(event)),
	isStopped: event.url.searchParams.has('stopped')
});

export const actions: Actions = {
	code: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { id } = await event.locals.app.recoveries.askAgain(returnerOf(event));
		redirect(303, `/recover/email/${id}`);
	}),
	stop: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		await stopWaiting(event);
		redirect(303, '/recover/waiting?stopped');
	})
};
