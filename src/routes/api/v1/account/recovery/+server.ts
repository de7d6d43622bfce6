import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { stopRecovery } from '#lib/server/http/stop-recovery.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{
		summary: 'The recovery that waits for this account, if there is one',
		refuses: ['sessions.required']
	},
	async (event) => ({
		waiting: await event.locals.app.recoveries.of(requireSession(event).account)
	})
);

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'Stop the recovery that waits for this account',
		refuses: ['sessions.required', 'step-up-required']
	},
	stopRecovery
);
