import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { passkeySignals } from '#lib/server/http/passkey-signals.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});
const PATH = '/profile/delete';

export const load: PageServerLoad = async (event) => {
	const { session } = await freshOrStepUp(event, 'delete-account', PATH);
	return {
		isNeeded: await event.locals.app.deletion.isNeeded(session.account),
		signals: await passkeySignals(event)
	};
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const by = await freshOrStepUp(event, 'delete-account', PATH);
		const { app } = event.locals;
		await app.deletion.delete(by);
		app.cookies.clearSession(event.cookies);
		redirect(303, '/sign-in?deleted');
	})
};
