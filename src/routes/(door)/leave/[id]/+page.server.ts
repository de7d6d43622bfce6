import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { signOut } from '#lib/server/http/sign-out.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});

export const load: PageServerLoad = async ({ locals: { app, session }, params }) => {
	const { client, back, to } = await app.openId.leavings.find(params.id);
	if (!session && to.startsWith('/')) redirect(303, to);
	return { client, back, to: session ? undefined : to };
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		await event.locals.app.openId.leavings.find(event.params.id);
		await signOut(event);
		redirect(303, event.url.pathname);
	})
};
