import type { SessionId } from '#lib/server/core/ids.ts';
import { endSession } from '#lib/server/http/end-sessions.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'End one of your sessions',
		refuses: ['sessions.required', 'sessions.unknown', 'step-up-required']
	},
	async (event) => endSession(event, event.params.id as SessionId)
);
