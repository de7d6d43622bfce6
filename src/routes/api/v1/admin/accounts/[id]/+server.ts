import type { AccountId } from '#lib/server/core/ids.ts';
import {
	accountDetails,
	ADMIN_REFUSALS,
	requireAdministrator
} from '#lib/server/http/administration.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{
		summary: 'One account, with the kinds of its factors. For administrators',
		refuses: [...ADMIN_REFUSALS, 'accounts.unknown']
	},
	async (event) => {
		await requireAdministrator(event, 'administer');
		return accountDetails(event, event.params.id as AccountId);
	}
);
