import type { AccountId } from '#lib/server/core/ids.ts';
import { ADMIN_REFUSALS, requireAdministrator } from '#lib/server/http/administration.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

export const POST = endpoint<RequestEvent>(
	{
		summary: 'Enable an account again. For administrators',
		refuses: [...ADMIN_REFUSALS, 'administration.unknown']
	},
	async (event) => {
		const by = await requireAdministrator(event, 'administer-accounts');
		return event.locals.app.administration.enable(by, event.params.id as AccountId);
	}
);
