import * as v from 'valibot';

import { answerChallenge } from '#lib/server/http/challenge.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText, passwordText, webauthnAnswer } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ method: idText, answer: v.union([passwordText, webauthnAnswer]) });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary:
			'Answer a challenge; a right answer signs in, raises the session, or leads to another challenge',
		body: Given,
		refuses: ['challenges.gone', 'challenges.method_not_offered', 'sign_in.not_accepted']
	},
	async (event, given) => answerChallenge(event, event.params.id, given)
);
