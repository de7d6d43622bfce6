import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText, webauthnAnswer } from '#lib/server/http/input.ts';
import { acceptRecovered, returnerOf } from '#lib/server/http/returning.ts';
import type { RequestEvent } from './$types';

const Answer = v.strictObject({ ceremony: idText, response: webauthnAnswer });

export const POST = endpoint<RequestEvent, typeof Answer>(
	{
		summary:
			'Finish a recovery that has waited: a new passkey in place of all that opened the account',
		body: Answer,
		refuses: [
			'recovery.gone',
			'recovery.not_ready',
			'recovery.not_offered',
			'recovery.passkey_not_accepted',
			'recovery.verification_missing'
		]
	},
	async (event, given) => {
		const { setUp } = event.locals.app.recoveries;
		const recovered = await setUp.withPasskey(given, returnerOf(event));
		return { status: 'signed-in', ...(await acceptRecovered(event, recovered)) };
	}
);
