import { endpoint } from '#lib/server/http/endpoint.ts';
import { phoneSignInProgress } from '#lib/server/http/phone-sign-in.ts';
import { hasRoomForStream, progressStream } from '#lib/server/http/progress-stream.ts';
import type { RequestEvent } from './$types';

const first = endpoint<RequestEvent>(
	{
		summary:
			'The same as it happens, as server-sent events; 204 where there is no room for one more',
		refuses: ['phone_sign_in.gone']
	},
	async (event) => void (await phoneSignInProgress(event, event.params.id)())
);

const respond = async (event: RequestEvent): Promise<Response> => {
	const looked = await first(event);
	if (looked.status !== 204 || !hasRoomForStream()) return looked;
	return progressStream(phoneSignInProgress(event, event.params.id));
};

export const GET = Object.assign(respond, { spec: first.spec });
