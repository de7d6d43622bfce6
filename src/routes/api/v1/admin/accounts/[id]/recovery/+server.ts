import type { AccountId } from '#lib/server/core/ids.ts';
import { ADMIN_REFUSALS, requireAdministrator } from '#lib/server/http/administration.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'Stop the recovery that waits for somebody’s account. For administrators',
		refuses: [...ADMIN_REFUSALS, 'administration.unknown', 'administration.no_recovery']
	},
	async (event) => {
		const by = await requireAdministrator(event, 'administer-accounts');
		return event.locals.app.administration.stopRecovery(by, event.params.id as AccountId);
	}
);

export const POST = endpoint<RequestEvent>(
	{
		summary:
			'Begin a recovery for somebody, who alone can finish it, by their mailbox and after the waiting time. For administrators',
		refuses: [
			...ADMIN_REFUSALS,
			'administration.unknown',
			'recovery.no_address',
			'recovery.under_way',
			'recovery.not_offered'
		]
	},
	async (event) => {
		const by = await requireAdministrator(event, 'administer-accounts');
		return event.locals.app.administration.recover(by, event.params.id as AccountId);
	}
);
