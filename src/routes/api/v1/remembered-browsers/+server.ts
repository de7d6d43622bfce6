import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { rememberedBrowsersOf } from '#lib/server/http/remembered-browsers.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{
		summary: 'The browsers in which you are not asked for a second factor, last used first',
		refuses: ['sessions.required']
	},
	async (event) => rememberedBrowsersOf(event, requireSession(event))
);

export const DELETE = endpoint<RequestEvent>(
	{ summary: 'Forget all of them', refuses: ['sessions.required'] },
	async (event) => {
		const { app, caller } = event.locals;
		const session = requireSession(event);
		return { forgotten: await app.rememberedBrowsers.forgetAll({ session, caller }) };
	}
);
