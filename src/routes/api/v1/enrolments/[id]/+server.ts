import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireFresh } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{
		summary: 'A pending enrolment as it stands, such as the words to compare once a phone has come',
		refuses: ['sessions.required', 'step-up-required', 'enrolment.gone']
	},
	async (event) => {
		const by = await requireFresh(event, 'change-factors');
		return event.locals.app.enrolments.resume(by, event.params.id);
	}
);
