import { fail, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { onlyId, type EnrolmentResult } from '#lib/server/enrolment/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const PATH = '/security/authenticator-apps';
const METHOD = 'totp';
const Fields = v.strictObject({ answer: shortText, label: v.optional(shortText) });

type Wrong = Extract<EnrolmentResult, { enrolled: false }>;

type Answer =
	| { enrolled: Omit<Extract<EnrolmentResult, { enrolled: true }>, 'issued'> }
	| ActionFailure<{ verdict: Wrong; values: Record<string, string> }>;

/** Opened again, it shows the same secret: this session has one under way, however often it looks. */
export const load: PageServerLoad = async (event) => {
	const by = await freshOrStepUp(event, 'change-factors', PATH);
	const { clock, enrolments } = event.locals.app;
	const [id, now] = [onlyId(by.session.id, METHOD), clock.now()];
	try {
		return { enrolment: await enrolments.resume(by, id), now };
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		// Finished in this very request: the page shows the result of the form.
		if (event.request.method === 'POST') return { enrolment: undefined, now };
		return { enrolment: await enrolments.begin(by, { method: METHOD, id }), now };
	}
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, Answer>(
		{ fields: Fields, keeps: ['label'] },
		async (event, given) => {
			const by = await freshOrStepUp(event, 'change-factors', PATH);
			const id = onlyId(by.session.id, METHOD);
			const result = await event.locals.app.enrolments.finish(by, { id, ...given });
			if (!result.enrolled)
				return fail(400, { verdict: result, values: { label: given.label ?? '' } });
			const { issued, ...enrolled } = result;
			if (issued) await acceptSession(event, issued);
			return { enrolled };
		}
	)
};
