import { fail, redirect, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { onlyId, type EnrolmentResult } from '#lib/server/enrolment/index.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp } from '#lib/server/http/guard.ts';
import { shortText } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const PATH = '/security/phones';
const METHOD = 'phones';
/** `look` asks for the page as it is now, for browsers without script. */
const Fields = v.strictObject({ answer: shortText });

type Wrong = Extract<EnrolmentResult, { enrolled: false }>;

type Answer =
	| { enrolled: Omit<Extract<EnrolmentResult, { enrolled: true }>, 'issued'> }
	| ActionFailure<{ verdict: Wrong }>;

/** Opened again, it shows the same picture or the words, until the picture is too old. */
export const load: PageServerLoad = async (event) => {
	const by = await freshOrStepUp(event, 'change-factors', PATH);
	const { clock, enrolments } = event.locals.app;
	const [id, now] = [onlyId(by.session.id, METHOD), clock.now()];
	const begin = () => enrolments.begin(by, { method: METHOD, id });
	try {
		const enrolment = await enrolments.resume(by, id);
		const { prompt } = enrolment;
		const isOver = prompt.kind === 'link' && now >= new Date(prompt.expiresAt);
		return { enrolment: isOver ? await begin() : enrolment, now };
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		// Finished in this very request: the page shows the result of the form.
		if (event.request.method === 'POST') return { enrolment: undefined, now };
		return { enrolment: await begin(), now };
	}
};

export const actions: Actions = {
	default: formAction<RequestEvent, typeof Fields, Answer>(
		{ fields: Fields },
		async (event, { answer }) => {
			const by = await freshOrStepUp(event, 'change-factors', PATH);
			if (answer === 'look') redirect(303, PATH);
			const id = onlyId(by.session.id, METHOD);
			const result = await event.locals.app.enrolments.finish(by, { id, answer });
			if (!result.enrolled) return fail(400, { verdict: result });
			const { issued, ...enrolled } = result;
			if (issued) await acceptSession(event, issued);
			return { enrolled };
		}
	)
};
