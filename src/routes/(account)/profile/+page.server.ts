import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { accountOf, requireEnroller } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import { passkeySignals } from '#lib/server/http/passkey-signals.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Fields = v.strictObject({ displayName: shortText });

export const load: PageServerLoad = async (event) => {
	const { id, createdAt, isEmailProven } = await accountOf(event);
	return {
		id,
		createdAt,
		isEmailProven,
		hasSaved: event.url.searchParams.has('saved'),
		signals: await passkeySignals(event)
	};
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, never>(
		{ fields: Fields, keeps: ['displayName'] },
		async (event, { displayName }) => {
			await event.locals.app.profiles.change(requireEnroller(event), { displayName });
			redirect(303, '/profile?saved');
		}
	)
};
