import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { attemptOf } from '#lib/server/http/guard.ts';
import { idText, webauthnAnswer } from '#lib/server/http/input.ts';
import { acceptSession } from '#lib/server/http/signed-in.ts';
import type { RequestEvent } from './$types';

const Answer = v.strictObject({ ceremony: idText, response: webauthnAnswer });

const refuses = [
	'sign_up.ceremony_gone',
	'sign_up.passkey_not_accepted',
	'sign_up.verification_missing',
	'accounts.username_taken',
	'accounts.invitation_invalid',
	'accounts.disabled'
];

export const POST = endpoint<RequestEvent, typeof Answer>(
	{ summary: 'Finish signing up with a first passkey', body: Answer, refuses },
	async (event, given) => {
		const signedUp = await event.locals.app.signUp.finishPasskey(given, attemptOf(event));
		const { issued, recoveryCodes } = signedUp;
		return { status: 'signed-in', session: await acceptSession(event, issued), recoveryCodes };
	}
);
