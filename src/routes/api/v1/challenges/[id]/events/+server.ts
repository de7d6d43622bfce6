import { challengeRefFor } from '#lib/server/http/challenge.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { hasRoomForStream, progressStream } from '#lib/server/http/progress-stream.ts';
import type { RequestEvent } from './$types';

async function lookerFor(event: RequestEvent) {
	const { ref } = await challengeRefFor(event, event.params.id);
	const method = event.url.searchParams.get('method') ?? '';
	return () => event.locals.app.challenges.progress(ref, method);
}

const first = endpoint<RequestEvent>(
	{
		summary:
			'The same as it happens, as server-sent events; 204 where there is no room for one more',
		refuses: ['challenges.gone', 'challenges.method_not_offered']
	},
	async (event) => void (await (await lookerFor(event))())
);

const respond = async (event: RequestEvent): Promise<Response> => {
	const looked = await first(event);
	if (looked.status !== 204 || !hasRoomForStream()) return looked;
	return progressStream(await lookerFor(event));
};

export const GET = Object.assign(respond, { spec: first.spec });
