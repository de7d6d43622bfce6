import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { endpointText, shortText } from '#lib/server/http/input.ts';
import { phoneEndpoint } from '#lib/server/http/phone-call.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({
	endpoint: endpointText,
	p256dh: shortText,
	auth: shortText
});

export const GET = endpoint<RequestEvent>(
	{ summary: 'The key that a phone’s browser subscribes to push messages with; public' },
	async ({ locals }) => ({ key: await locals.app.phones.pushes.publicKey() })
);

export const POST = phoneEndpoint<RequestEvent, typeof Given>(
	{
		summary: 'Keep where this phone is told of requests while its page is closed',
		body: Given,
		refuses: ['phones.push_not_accepted', 'phones.busy']
	},
	async ({ locals }, subscription, { phone }) => locals.app.phones.pushes.keep(phone, subscription)
);
