import type { RememberedBrowserId } from '#lib/server/core/ids.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const DELETE = endpoint<RequestEvent>(
	{ summary: 'Forget one of them', refuses: ['sessions.required', 'remembered_browsers.unknown'] },
	async (event) => {
		const { app, caller } = event.locals;
		const session = requireSession(event);
		await app.rememberedBrowsers.forget(
			{ session, caller },
			event.params.id as RememberedBrowserId
		);
	}
);
