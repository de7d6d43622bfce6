import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { passwordText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import { minimumLength, requireAllowedPassword } from '#lib/server/passwords/index.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const Change = v.strictObject({ current: v.optional(passwordText), next: passwordText });
const Nothing = v.strictObject({});
const PATH = '/security/password';

/** Chosen so that it can do without the second factor that is to be removed next. */
const willStandAlone = ({ url }: { url: URL }): boolean => url.searchParams.has('alone');
const pathOf = (event: { url: URL }): string => (willStandAlone(event) ? `${PATH}?alone` : PATH);

export const load: PageServerLoad = async (event) => {
	const { session } = await freshOrStepUp(event, 'change-password', pathOf(event));
	const { app } = event.locals;
	const factors = await app.enrolments.list(session.account);
	const isAlone = willStandAlone(event);
	return {
		hasPassword: factors.some(({ method }) => method === 'passwords'),
		canRemove: factors.some(({ details }) => details['canStandAlone'] === true),
		isAlone,
		minimum: isAlone ? minimumLength({ isAlone }) : app.passwordChanges.minimumFor(factors)
	};
};

export const actions: Actions = {
	change: formAction<RequestEvent, typeof Change, never>(
		{ fields: Change },
		async (event, given) => {
			const by = await freshOrStepUp(event, 'change-password', pathOf(event));
			const isAlone = willStandAlone(event);
			if (isAlone) requireAllowedPassword(given.next, { isAlone, ownNames: [] });
			const issued = await event.locals.app.passwordChanges.change(by, given);
			if (issued) await acceptSession(event, issued);
			redirect(303, `/security?done=${given.current === undefined ? 'password-set' : 'password'}`);
		}
	),
	remove: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		const by = await freshOrStepUp(event, 'change-password', PATH);
		await event.locals.app.passwordChanges.remove(by);
		redirect(303, '/security?done=password-removed');
	})
};
