import { challengeRefFor } from '#lib/server/http/challenge.ts';
import { streamEndpoint } from '#lib/server/http/progress-stream.ts';
import type { RequestEvent } from './$types';

export const GET = streamEndpoint<RequestEvent>(
	{ refuses: ['challenges.gone', 'challenges.method_not_offered'] },
	async (event) => {
		const { ref } = await challengeRefFor(event, event.params.id);
		const method = event.url.searchParams.get('method') ?? '';
		return () => event.locals.app.challenges.progress(ref, method);
	}
);
