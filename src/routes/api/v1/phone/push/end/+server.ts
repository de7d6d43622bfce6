import { phoneEndpoint } from '#lib/server/http/phone-call.ts';
import type { RequestEvent } from './$types';

export const POST = phoneEndpoint<RequestEvent>(
	{ summary: 'Forget where this phone is told of requests', refuses: ['phones.busy'] },
	async ({ locals }, _given, { phone }) => locals.app.phones.pushes.keep(phone, undefined)
);
