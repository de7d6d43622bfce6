import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { addable } from '#lib/server/factors/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { accountOf, requireEnroller } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import { passkeySignals } from '#lib/server/http/passkey-signals.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Name = v.strictObject({ displayName: shortText });
const Nothing = v.strictObject({});

export const load: PageServerLoad = async (event) => {
	const { id, createdAt, isEmailProven } = await accountOf(event);
	const { factors, methods } = event.locals.app;
	const hasMailCodes = (await factors.list(id)).some(({ method }) => method === 'mail-codes');
	const { searchParams } = event.url;
	return {
		id,
		createdAt,
		isEmailProven,
		canSendMail: event.locals.app.emailProofs.isOpen,
		hasSaved: searchParams.has('saved'),
		/** What became of a code that was sent by mail. */
		email: searchParams.get('email'),
		/** They go to whatever address is confirmed. */
		hasMailCodes,
		canAddMailCodes: !hasMailCodes && addable(methods).includes('mail-codes'),
		signals: await passkeySignals(event)
	};
};

export const actions: Actions = {
	name: formAction<RequestEvent, typeof Name, never>(
		{ fields: Name, keeps: ['displayName'] },
		async (event, { displayName }) => {
			await event.locals.app.profiles.change(requireEnroller(event), { displayName });
			redirect(303, '/profile?saved');
		}
	),
	confirm: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { id } = await event.locals.app.emailProofs.begin(requireEnroller(event));
		redirect(303, `/profile/email/${id}`);
	})
};
