import { ADMIN_REFUSALS, requireAdministrator } from '#lib/server/http/administration.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'End the sessions of everybody but your own. For administrators',
		refuses: ADMIN_REFUSALS
	},
	async (event) => {
		const by = await requireAdministrator(event, 'administer-accounts');
		return event.locals.app.administration.endEverybody(by);
	}
);
