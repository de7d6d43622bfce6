import type { ConsentId } from '#lib/server/core/ids.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'Take back what an application is allowed; its tokens are worth nothing any more',
		refuses: ['sessions.required', 'consents.unknown']
	},
	async (event) => {
		const { app, caller } = event.locals;
		const session = requireSession(event);
		await app.consents.withdraw({ session, caller }, event.params.id as ConsentId);
	}
);
