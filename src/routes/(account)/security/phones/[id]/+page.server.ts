import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

export const load: PageServerLoad = async (event) => {
	const { clock, phones } = event.locals.app;
	const { id } = event.params;
	const session = requireSession(event);
	const { label } = await phones.tests.phone(id, session);
	return { id, label, test: await phones.tests.find(id, session), now: clock.now() };
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { id } = event.params;
		const by = { session: requireSession(event), caller: event.locals.caller };
		await event.locals.app.phones.tests.begin(id, by);
		redirect(303, `/security/phones/${id}`);
	})
};
