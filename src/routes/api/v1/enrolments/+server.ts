import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireFresh } from '#lib/server/http/guard.ts';
import { idText, shortText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({
	method: idText,
	label: v.optional(shortText),
	/** What the method needs to begin, such as a number for text messages. */
	given: v.optional(shortText),
	/** Offered in passing after a sign-in: a passkey upgrade. */
	isConditional: v.optional(v.boolean(), false)
});

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Begin adding a factor',
		body: Given,
		refuses: [
			'sessions.required',
			'step-up-required',
			'enrolment.method_unknown',
			'enrolment.too_many',
			'enrolment.not_possible',
			'sent_codes.wait',
			'sent_codes.not_available'
		]
	},
	async (event, given) => {
		const by = await requireFresh(event, 'change-factors');
		return event.locals.app.enrolments.begin(by, given);
	}
);
