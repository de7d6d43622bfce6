import { endpoint } from '#lib/server/http/endpoint.ts';
import { beginWaiting } from '#lib/server/http/returning.ts';
import type { RequestEvent } from './$types';

export const POST = endpoint<RequestEvent>(
	{
		summary:
			'Begin the waiting time of a recovery by e-mail alone, or go on with the one that an administrator began',
		refuses: ['recovery.gone', 'recovery.under_way', 'recovery.too_many', 'recovery.not_offered']
	},
	(event) => beginWaiting(event, event.params.id)
);
