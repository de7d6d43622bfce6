import * as v from 'valibot';

import { idText } from '#lib/server/http/input.ts';
import { phoneEndpoint } from '#lib/server/http/phone-call.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ secret: idText });

export const POST = phoneEndpoint<RequestEvent, typeof Given>(
	{
		summary: 'Take the request of that browser for the account of this phone; one phone does, once',
		body: Given,
		refuses: [
			'phone_sign_in.gone',
			'phone_sign_in.cannot_verify',
			'phone_sign_in.not_accepted',
			'throttling.wait'
		]
	},
	async ({ locals }, { secret }, by) => locals.app.phoneSignIn.claim(secret, by)
);
