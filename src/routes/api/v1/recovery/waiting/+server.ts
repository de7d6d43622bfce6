import { endpoint } from '#lib/server/http/endpoint.ts';
import { returnerOf, stopWaiting } from '#lib/server/http/returning.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{ summary: 'The recovery that this browser waits for, if there is one' },
	async (event) => ({
		waiting: await event.locals.app.recoveries.waiting(returnerOf(event))
	})
);

export const DELETE = endpoint<RequestEvent>(
	{ summary: 'Stop the recovery that this browser began', refuses: ['recovery.gone'] },
	(event) => stopWaiting(event)
);
