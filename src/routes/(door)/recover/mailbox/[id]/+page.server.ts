import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { passwordText } from '#lib/server/http/input.ts';
import {
	acceptRecovered,
	beginWaiting,
	leadAnew,
	returnerOf,
	unlessOver
} from '#lib/server/http/returning.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Nothing = v.strictObject({});
const Password = v.strictObject({ password: passwordText });
const HOUR_MS = 60 * 60_000;

export const load: PageServerLoad = async (event) => {
	const { recoveries } = event.locals.app;
	const standing = await unlessOver(recoveries.look(event.params.id, returnerOf(event)));
	if (!standing) leadAnew(event, event.locals.session ? '/security' : '/recover/email?over');
	const { waitMs, ...shown } = standing;
	const isWithout = event.url.searchParams.has('without');
	const isAsked = shown.methods.length > 0 && !isWithout && shown.step !== 'ready';
	if (shown.step === 'waiting' && !isAsked) redirect(303, '/recover/waiting');
	return { ...shown, isAsked, id: event.params.id, hours: Math.round(waitMs / HOUR_MS) };
};

export const actions: Actions = {
	factor: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const { recoveries } = event.locals.app;
		const { id } = await recoveries.challenge(event.params.id, returnerOf(event));
		const next = `/recover/mailbox/${event.params.id}`;
		redirect(303, `/verify/${id}?next=${encodeURIComponent(next)}`);
	}),
	begin: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		await beginWaiting(event, event.params.id);
		redirect(303, '/recover/waiting');
	}),
	password: formAction<RequestEvent, typeof Password, never>(
		{ fields: Password },
		async (event, { password }) => {
			const { setUp } = event.locals.app.recoveries;
			const given = { id: event.params.id, password };
			const recovered = await setUp.withPassword(given, returnerOf(event));
			await acceptRecovered(event, recovered);
			redirect(303, '/security?recovered');
		}
	)
};
