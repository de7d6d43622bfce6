import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { lifetimeOf } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ staySignedIn: v.boolean() });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Begin signing in with a phone: a picture for it, which one phone uses once',
		body: Given,
		refuses: ['phone_sign_in.not_offered', 'throttling.wait']
	},
	async (event, { staySignedIn }) =>
		event.locals.app.phoneSignIn.begin(lifetimeOf(staySignedIn), attemptOf(event))
);
