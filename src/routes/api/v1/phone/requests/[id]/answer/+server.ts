import * as v from 'valibot';

import { shortText } from '#lib/server/http/input.ts';
import { phoneEndpoint } from '#lib/server/http/phone-call.ts';
import { AnswerGiven } from '#lib/server/phones/index.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ ...AnswerGiven.entries, number: shortText, signature: shortText });

export const POST = phoneEndpoint<RequestEvent, typeof Given>(
	{
		summary: 'Approve a request by the number that the other screen shows; another one declines',
		body: Given,
		refuses: ['approvals.gone', 'approvals.not_signed']
	},
	async ({ locals, params }, given, by) =>
		locals.app.phones.requests.answer(by, { id: params.id, ...given })
);
