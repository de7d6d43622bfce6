import { endpoint } from '#lib/server/http/endpoint.ts';
import { phoneSignInProgress } from '#lib/server/http/phone-sign-in.ts';
import type { RequestEvent } from './$types';

export const GET = endpoint<RequestEvent>(
	{
		summary: 'Whether it has gone on from the stage that is named',
		refuses: ['phone_sign_in.gone']
	},
	async (event) => ({ progress: await phoneSignInProgress(event, event.params.id)() })
);
