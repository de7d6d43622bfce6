import * as v from 'valibot';

import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { lifetimeOf, passwordText, shortText, stay } from '#lib/server/http/input.ts';
import { signInAnswer } from '#lib/server/http/signed-in.ts';

const Given = v.strictObject({
	identifier: shortText,
	password: passwordText,
	staySignedIn: stay
});

export const POST = endpoint<ApiEvent, typeof Given>(
	{
		summary: 'Sign in with a password; an account with a second factor gets a challenge',
		body: Given,
		refuses: ['sign_in.not_accepted', 'passwords.busy']
	},
	async (event, { staySignedIn, ...given }) => {
		const lifetime = lifetimeOf(staySignedIn);
		const { signIn } = event.locals.app;
		return signInAnswer(event, await signIn.withPassword({ ...given, lifetime }, attemptOf(event)));
	}
);
