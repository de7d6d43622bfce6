import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

/** Looking stops nothing: mail scanners open every link. */
export const load: PageServerLoad = async ({ locals: { app }, params }) => ({
	about: await app.recoveries.findByLink(params.token)
});

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, { isDone: true }>(
		{ fields: Nothing },
		async ({ locals: { app, caller }, params }) => {
			await app.recoveries.stopByLink(params.token, caller);
			return { isDone: true };
		}
	)
};
