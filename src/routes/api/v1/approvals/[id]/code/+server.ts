import * as v from 'valibot';

import { applicationEndpoint } from '#lib/server/http/application-call.ts';
import { shortText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Code = v.strictObject({ code: shortText });

export const POST = applicationEndpoint<RequestEvent, typeof Code>(
	{
		summary: 'Hand in the code that a phone has answered to the picture of a request',
		body: Code,
		refuses: [
			'transactions.unknown',
			'transactions.over',
			'transactions.photos_off',
			'throttling.wait'
		]
	},
	async ({ locals, params }, { code }, by) =>
		locals.app.transactions.answerPhoto(by, params.id, code)
);
