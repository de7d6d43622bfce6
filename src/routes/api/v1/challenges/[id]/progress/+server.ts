import { challengeRefFor } from '#lib/server/http/challenge.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{
		summary: 'Whether a phone that was asked has answered',
		refuses: ['challenges.gone', 'challenges.method_not_offered']
	},
	async (event) => {
		const { ref } = await challengeRefFor(event, event.params.id);
		const method = event.url.searchParams.get('method') ?? '';
		return { progress: await event.locals.app.challenges.progress(ref, method) };
	}
);
