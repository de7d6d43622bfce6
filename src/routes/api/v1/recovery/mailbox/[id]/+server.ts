import { endpoint } from '#lib/server/http/endpoint.ts';
import { returnerOf } from '#lib/server/http/returning.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{ summary: 'What a proven mailbox leads to now', refuses: ['recovery.gone'] },
	(event) => event.locals.app.recoveries.look(event.params.id, returnerOf(event))
);
