import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{
		summary: 'How far it is: shown, claimed by a phone with the number to pick there, or answered',
		refuses: ['phone_sign_in.gone']
	},
	async (event) => event.locals.app.phoneSignIn.find(event.params.id, attemptOf(event))
);
