import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireFresh } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const POST = endpoint<RequestEvent>(
	{
		summary: 'A new set of recovery codes, shown once; the old set is void',
		refuses: ['sessions.required', 'step-up-required', 'enrolment.second_factor_missing']
	},
	async (event) => {
		const by = await requireFresh(event, 'change-factors');
		return { recoveryCodes: await event.locals.app.enrolments.replaceRecoveryCodes(by) };
	}
);
