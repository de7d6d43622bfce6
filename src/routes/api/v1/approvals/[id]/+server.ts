import { applicationEndpoint } from '#lib/server/http/application-call.ts';
import type { RequestEvent } from './$types';

export const GET = applicationEndpoint<RequestEvent>(
	{
		summary: 'What came of a request: pending, approved, declined, disowned, expired or withdrawn',
		refuses: ['transactions.unknown']
	},
	async ({ locals, params }, _body, by) => locals.app.transactions.look(by, params.id)
);

export const DELETE = applicationEndpoint<RequestEvent>(
	{
		summary: 'Withdraw a request that nobody has answered',
		refuses: ['transactions.unknown', 'transactions.over']
	},
	async ({ locals, params }, _body, by) => locals.app.transactions.withdraw(by, params.id)
);
