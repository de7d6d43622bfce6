import { endpoint } from '#lib/server/http/endpoint.ts';
import { returnerOf } from '#lib/server/http/returning.ts';
import type { RequestEvent } from './$types';

export const POST = endpoint<RequestEvent>(
	{
		summary: 'Begin a new passkey at the end of a recovery that has waited; it changes nothing yet',
		refuses: ['recovery.gone', 'recovery.not_ready', 'recovery.not_offered']
	},
	(event) => event.locals.app.recoveries.setUp.beginPasskey(event.params.id, returnerOf(event))
);
