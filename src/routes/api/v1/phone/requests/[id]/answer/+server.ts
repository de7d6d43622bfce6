import { phoneEndpoint } from '#lib/server/http/phone-call.ts';
import { AnswerGiven } from '#lib/server/phones/index.ts';
import type { RequestEvent } from './$types';

export const POST = phoneEndpoint<RequestEvent, typeof AnswerGiven>(
	{
		summary: 'Approve a request by the number that the other screen shows; another one declines',
		body: AnswerGiven,
		refuses: ['approvals.gone', 'approvals.not_signed']
	},
	async ({ locals, params }, given, by) =>
		locals.app.phones.requests.answer(by, { id: params.id, ...given })
);
