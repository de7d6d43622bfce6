import { endpoint } from '#lib/server/http/endpoint.ts';
import { phoneTestProgress } from '#lib/server/http/phone-test.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{ summary: 'Whether a phone that is tested has answered', refuses: ['phones.unknown'] },
	async (event) => ({ progress: await phoneTestProgress(event, event.params.id)() })
);
