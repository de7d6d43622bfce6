import { phoneEndpoint } from '#lib/server/http/phone-call.ts';
import type { RequestEvent } from './$types';

export const POST = phoneEndpoint<RequestEvent>(
	{ summary: 'The requests that a phone can answer now; signed, so it is no GET' },
	async ({ locals }, _given, { phone }) => ({
		requests: await locals.app.phones.requests.list(phone)
	})
);
