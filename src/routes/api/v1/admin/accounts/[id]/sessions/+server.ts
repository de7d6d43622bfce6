import type { AccountId } from '#lib/server/core/ids.ts';
import { ADMIN_REFUSALS, requireAdministrator } from '#lib/server/http/administration.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'End all sessions of an account. For administrators',
		refuses: [...ADMIN_REFUSALS, 'administration.unknown']
	},
	async (event) => {
		const by = await requireAdministrator(event, 'administer-accounts');
		const { administration } = event.locals.app;
		return { ended: await administration.endSessions(by, event.params.id as AccountId) };
	}
);
