import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireFresh } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const DELETE = endpoint<RequestEvent>(
	{
		summary: 'Delete your account, with everything that opens it; it cannot be brought back',
		refuses: ['sessions.required', 'step-up-required', 'deletion.last_administrator']
	},
	async (event) => {
		const by = await requireFresh(event, 'delete-account');
		const { app } = event.locals;
		await app.deletion.delete(by);
		app.cookies.clearSession(event.cookies);
	}
);
