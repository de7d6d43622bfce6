import * as v from 'valibot';

import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { idText, lifetimeOf, stay, webauthnAnswer } from '#lib/server/http/input.ts';
import { signInAnswer } from '#lib/server/http/signed-in.ts';

const Given = v.strictObject({ ceremony: idText, response: webauthnAnswer, staySignedIn: stay });

export const POST = endpoint<ApiEvent, typeof Given>(
	{
		summary: 'Sign in with a passkey',
		body: Given,
		refuses: ['sign_in.not_accepted', 'sign_in.ceremony_gone']
	},
	async (event, { staySignedIn, ...given }) => {
		const lifetime = lifetimeOf(staySignedIn);
		const { signIn } = event.locals.app;
		return signInAnswer(
			event,
			await signIn.finishPasskey({ ...given, lifetime }, attemptOf(event))
		);
	}
);
