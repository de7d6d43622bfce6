import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
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
	{ summary: 'Stop the recovery that waits for this account', refuses: ['sessions.required'] },
	async (event) => {
		const { account, id: session } = requireSession(event);
		const { app, caller } = event.locals;
		await app.recoveries.stop(account, { caller, session, reason: 'session' });
	}
);
