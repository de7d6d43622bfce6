import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

/** The secret travels in a body, never in an address. */
const Given = v.strictObject({ secret: idText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Which browser wants to sign in with a phone, by the secret of its picture',
		body: Given,
		refuses: ['phone_sign_in.gone']
	},
	async ({ locals: { app, caller } }, { secret }) => app.phoneSignIn.look(secret, caller)
);
