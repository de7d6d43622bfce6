import { endpoint } from '#lib/server/http/endpoint.ts';
import { finishPhoneSignIn } from '#lib/server/http/phone-sign-in.ts';
import type { RequestEvent } from './$types';

export const POST = endpoint<RequestEvent>(
	{
		summary: 'Finish by what the phone has answered; a right answer signs in',
		refuses: ['phone_sign_in.gone', 'sign_in.not_accepted']
	},
	async (event) => finishPhoneSignIn(event, event.params.id)
);
