import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { shortText } from '#lib/server/http/input.ts';
import { returnerOf } from '#lib/server/http/returning.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ identifier: shortText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary:
			'Ask for a code at the confirmed address of an account; the answer does not tell whether there is one',
		body: Given,
		refuses: ['throttling.wait', 'recovery.not_offered']
	},
	(event, { identifier }) => event.locals.app.recoveries.ask(identifier, returnerOf(event))
);
