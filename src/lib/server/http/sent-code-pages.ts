/** The pages that add codes by mail or by text message: send one, then type it. */
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';

import { Refusal } from '#lib/server/core/refusal.ts';
import { onlyId, type EnrolmentResult } from '#lib/server/enrolment/index.ts';
import type { Prompt } from '#lib/server/factors/index.ts';
import { formAction } from './form-action.ts';
import { accountOf, freshOrStepUp } from './guard.ts';
import { shortText } from './input.ts';
import { acceptSession } from './signed-in.ts';

type Method = 'mail-codes' | 'text-codes';
type Enrolled = Omit<Extract<EnrolmentResult, { enrolled: true }>, 'issued'>;

const Begin = v.strictObject({ given: v.optional(shortText) });
const Answer = v.strictObject({ answer: shortText });
const Nothing = v.strictObject({});

const sentBy = (prompt: Prompt) => (prompt.kind === 'code' ? prompt.sent : undefined);

export function sentCodePages(method: Method) {
	const path = `/security/${method}`;
	const enroller = (event: RequestEvent) => freshOrStepUp(event, 'change-factors', path);

	const load = async (event: RequestEvent) => {
		const by = await enroller(event);
		const { clock, enrolments, methods } = event.locals.app;
		const isOff = methods.find(({ id }) => id === method)?.isOff;
		// Who looks is led on; a form that came is answered by what it was refused for.
		if (isOff && event.request.method !== 'POST') redirect(303, '/security');
		const { email, isEmailProven } = await accountOf(event);
		const page = { email, isEmailProven, now: clock.now() };
		try {
			const { prompt, given } = await enrolments.resume(by, onlyId(by.session.id, method));
			const sent = sentBy(prompt);
			const isAnother = event.url.searchParams.has('another');
			// Who typed a number sees the whole of it, and a mistake in it.
			return { ...page, sent: isAnother ? undefined : sent && { ...sent, to: given ?? email } };
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			return { ...page, sent: undefined };
		}
	};

	const actions = {
		begin: formAction<RequestEvent, typeof Begin, never>(
			{ fields: Begin, keeps: ['given'] },
			async (event, { given }) => {
				const by = await enroller(event);
				const id = onlyId(by.session.id, method);
				await event.locals.app.enrolments.begin(by, { method, id, given });
				redirect(303, path);
			}
		),

		again: formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
			const by = await enroller(event);
			await event.locals.app.enrolments.again(by, onlyId(by.session.id, method));
			redirect(303, `${path}?again`);
		}),

		answer: formAction({ fields: Answer }, async (event: RequestEvent, { answer }) => {
			const by = await enroller(event);
			const id = onlyId(by.session.id, method);
			const result = await event.locals.app.enrolments.finish(by, { id, answer });
			if (!result.enrolled) return fail(400, { verdict: { reason: result.reason } });
			const { issued, ...enrolled } = result;
			if (issued) await acceptSession(event, issued);
			return { enrolled: enrolled satisfies Enrolled };
		})
	};

	return { load, actions };
}
