import { phoneTestProgress } from '#lib/server/http/phone-test.ts';
import { streamEndpoint } from '#lib/server/http/progress-stream.ts';
import type { RequestEvent } from './$types';

export const GET = streamEndpoint<RequestEvent>({ refuses: ['phones.unknown'] }, (event) =>
	phoneTestProgress(event, event.params.id)
);
