import {
	accountsPage,
	ADMIN_REFUSALS,
	requireAdministrator
} from '#lib/server/http/administration.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

const PAGE = 50;

export const GET = endpoint<RequestEvent>(
	{
		summary: 'Accounts, newest first; `search` and `before` narrow them down. For administrators',
		refuses: ADMIN_REFUSALS
	},
	async (event) => {
		await requireAdministrator(event, 'administer');
		return accountsPage(event, PAGE);
	}
);
