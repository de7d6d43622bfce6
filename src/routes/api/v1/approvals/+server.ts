import * as v from 'valibot';

import { applicationEndpoint } from '#lib/server/http/application-call.ts';
import { longText, shortText } from '#lib/server/http/input.ts';
import { LONGEST_TTL_SECONDS, SHORTEST_TTL_SECONDS } from '#lib/server/transactions/index.ts';
import type { RequestEvent } from './$types';

const Request = v.strictObject({
	/** A username. */
	account: shortText,
	/** What is shown and signed, to the letter. */
	text: longText,
	ttlSeconds: v.optional(
		v.pipe(
			v.number(),
			v.integer(),
			v.minValue(SHORTEST_TTL_SECONDS),
			v.maxValue(LONGEST_TTL_SECONDS)
		)
	),
	/** A call that is repeated with it asks nobody again. */
	idempotencyKey: v.optional(v.pipe(shortText, v.minLength(8)))
});

export const POST = applicationEndpoint<RequestEvent, typeof Request>(
	{
		summary: 'Ask somebody to approve a text on their phone, by the number that you show them',
		body: Request,
		refuses: [
			'transactions.text_not_allowed',
			'transactions.account_not_allowed',
			'transactions.idempotency_key_reused',
			'transactions.wait',
			'transactions.unwanted'
		]
	},
	async ({ locals }, given, by) => locals.app.transactions.ask(by, given)
);
