import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { consentRefusals } from '#lib/server/consents/index.ts';
import type { ConsentId } from '#lib/server/core/ids.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

export const load: PageServerLoad = async (event) => {
	const { account } = requireSession(event);
	const all = await event.locals.app.consents.list(account);
	const application = all.find(({ id }) => id === event.params.id);
	if (!application) throw consentRefusals.unknown();
	return { application };
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { app, caller } = event.locals;
		const session = requireSession(event);
		const id = event.params.id as ConsentId;
		const { client } = await app.consents.withdraw({ session, caller }, id);
		redirect(303, `/applications?taken-back=${encodeURIComponent(client)}`);
	})
};
