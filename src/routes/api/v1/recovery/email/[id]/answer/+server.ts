import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { shortText } from '#lib/server/http/input.ts';
import { returnerOf } from '#lib/server/http/returning.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ answer: shortText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Answer with the code from the mail; `id` then names the mailbox that is proven',
		body: Given,
		refuses: ['recovery.gone']
	},
	(event, { answer }) =>
		event.locals.app.recoveries.answer({ id: event.params.id, answer }, returnerOf(event))
);
