import * as v from 'valibot';

import { endpoint } from '#lib/server/http/endpoint.ts';
import { passwordText } from '#lib/server/http/input.ts';
import { acceptRecovered, returnerOf } from '#lib/server/http/returning.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ password: passwordText });

export const POST = endpoint<RequestEvent, typeof Given>(
	{
		summary:
			'Finish a recovery that has waited: a new password in place of all that opened the account',
		body: Given,
		refuses: [
			'recovery.gone',
			'recovery.not_ready',
			'recovery.not_offered',
			'passwords.not_allowed',
			'passwords.busy'
		]
	},
	async (event, { password }) => {
		const { setUp } = event.locals.app.recoveries;
		const given = { id: event.params.id, password };
		const recovered = await setUp.withPassword(given, returnerOf(event));
		return { status: 'signed-in', ...(await acceptRecovered(event, recovered)) };
	}
);
