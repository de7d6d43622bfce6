import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{ summary: 'What became of the last test of a phone', refuses: ['phones.unknown'] },
	async (event) => ({
		test: await event.locals.app.phones.tests.find(event.params.id, requireSession(event))
	})
);

export const POST = endpoint<RequestEvent>(
	{
		summary: 'Ask a phone a harmless question, which is good for nothing else',
		refuses: ['phones.unknown', 'throttling.wait']
	},
	async (event) => {
		const by = { session: requireSession(event), caller: event.locals.caller };
		return { test: await event.locals.app.phones.tests.begin(event.params.id, by) };
	}
);
