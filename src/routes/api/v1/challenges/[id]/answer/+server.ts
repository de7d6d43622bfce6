import * as v from 'valibot';

import { answerChallenge } from '#lib/server/http/challenge.ts';
import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText, passwordText, webauthnAnswer } from '#lib/server/http/input.ts';

const Given = v.strictObject({
	method: idText,
	answer: v.union([passwordText, webauthnAnswer]),
	/** Not to be asked again in this browser for a while. Counts for a sign-in after a password only. */
	remember: v.optional(v.boolean())
});

export const POST = endpoint<ApiEvent<{ id: string }>, typeof Given>(
	{
		summary:
			'Answer a challenge; a right answer signs in, raises the session, or leads to another challenge',
		body: Given,
		refuses: ['challenges.gone', 'challenges.method_not_offered', 'sign_in.not_accepted']
	},
	async (event, given) => answerChallenge(event, event.params.id, given)
);
