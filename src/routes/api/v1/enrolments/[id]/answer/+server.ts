import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireFresh } from '#lib/server/http/guard.ts';
import { shortText, webauthnAnswer } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({
	answer: v.union([shortText, webauthnAnswer]),
	label: v.optional(shortText)
});

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Finish adding a factor; with the first second factor come the recovery codes, once',
		body: Given,
		refuses: [
			'sessions.required',
			'step-up-required',
			'enrolment.gone',
			'enrolment.already_enrolled'
		]
	},
	async (event, given) => {
		const by = await requireFresh(event, 'change-factors');
		const { enrolments } = event.locals.app;
		const result = await enrolments.finish(by, { id: event.params.id, ...given });
		if (!result.enrolled || !result.issued) return result;
		const { issued, ...rest } = result;
		return { ...rest, session: await acceptSession(event, issued) };
	}
);
