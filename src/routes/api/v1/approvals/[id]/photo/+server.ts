import { applicationEndpoint } from '#lib/server/http/application-call.ts';
import type { RequestEvent } from './$types';

export const POST = applicationEndpoint<RequestEvent>(
	{
		summary:
			'Draw a picture of a request, for a phone without a network; one that was drawn before is void',
		refuses: ['transactions.unknown', 'transactions.over', 'transactions.photos_off']
	},
	async ({ locals, params }, _body, by) => locals.app.transactions.showPhoto(by, params.id)
);
