import * as v from 'valibot';

import { challengeRefFor } from '#lib/server/http/challenge.ts';
import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText } from '#lib/server/http/input.ts';

const Given = v.strictObject({ method: idText });

export const POST = endpoint<ApiEvent<{ id: string }>, typeof Given>(
	{
		summary: 'Begin answering a challenge by one of its methods',
		body: Given,
		refuses: ['challenges.gone', 'challenges.method_not_offered', 'throttling.wait']
	},
	async (event, { method }) => {
		const { ref } = await challengeRefFor(event, event.params.id);
		return event.locals.app.challenges.prompt(ref, method, event.locals.caller);
	}
);
