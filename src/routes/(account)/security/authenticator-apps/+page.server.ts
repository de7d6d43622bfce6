import { fail, redirect, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import type { Enroller, EnrolmentResult } from '#lib/server/enrolment/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const PATH = '/security/authenticator-apps';
const Fields = v.strictObject({ answer: shortText, label: v.optional(shortText) });

type Wrong = Extract<EnrolmentResult, { enrolled: false }>;

type Answer =
	| { enrolled: Omit<Extract<EnrolmentResult, { enrolled: true }>, 'issued'> }
	| ActionFailure<{ verdict: Wrong; values: Record<string, string> }>;

const begin = async ({ locals }: RequestEvent, by: Enroller): Promise<never> => {
	const { id } = await locals.app.enrolments.begin(by, { method: 'totp' });
	redirect(303, `${PATH}?enrolment=${id}`);
};

/** The enrolment's id is in the address, so that a reload shows the same secret. */
export const load: PageServerLoad = async (event) => {
	const by = await freshOrStepUp(event, 'change-factors', PATH);
	const id = event.url.searchParams.get('enrolment');
	if (!id) return begin(event, by);
	const { app } = event.locals;
	try {
		return { enrolment: await app.enrolments.resume(by, id), now: app.clock.now() };
	} catch (error) {
		// Finished in this very request: the page shows the result of the form.
		if (error instanceof Refusal && event.request.method === 'POST')
			return { enrolment: undefined, now: app.clock.now() };
		if (error instanceof Refusal) return begin(event, by);
		throw error;
	}
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, Answer>(
		{ fields: Fields, keeps: ['label'] },
		async (event, given) => {
			const by = await freshOrStepUp(event, 'change-factors', PATH);
			const id = event.url.searchParams.get('enrolment') ?? '';
			const result = await event.locals.app.enrolments.finish(by, { id, ...given });
			if (!result.enrolled)
				return fail(400, { verdict: result, values: { label: given.label ?? '' } });
			const { issued, ...enrolled } = result;
			if (issued) await acceptSession(event, issued);
			return { enrolled };
		}
	)
};
