import { endpoint } from '#lib/server/http/endpoint.ts';
import { requireSession } from '#lib/server/http/guard.ts';
import { challengeView } from '#lib/server/http/views.ts';
import type { RequestEvent } from './$types';

export const POST = endpoint<RequestEvent>(
	{ summary: 'A challenge that raises this session', refuses: ['sessions.required'] },
	async (event) => {
		const challenge = await event.locals.app.stepUp.begin(requireSession(event));
		return { challenge: challengeView(challenge) };
	}
);
