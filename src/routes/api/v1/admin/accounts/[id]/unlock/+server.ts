import type { AccountId } from '#lib/server/core/ids.ts';
import { ADMIN_REFUSALS, requireAdministrator } from '#lib/server/http/administration.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

export const POST = endpoint<RequestEvent>(
	{
		summary: 'Give an account all its guesses back. For administrators',
		refuses: [...ADMIN_REFUSALS, 'administration.unknown']
	},
	async (event) => {
		const by = await requireAdministrator(event, 'administer-accounts');
		return event.locals.app.administration.unlock(by, event.params.id as AccountId);
	}
);
