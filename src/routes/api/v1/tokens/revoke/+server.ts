import * as v from 'valibot';

import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { clientCallOf } from '#lib/server/http/client-call.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { tokenText } from '#lib/server/http/input.ts';

const Given = v.strictObject({ refreshToken: tokenText });

export const POST = endpoint<ApiEvent, typeof Given>(
	{
		summary: 'End the session of a refresh token; one that is not good changes nothing',
		body: Given,
		refuses: ['tokens.proof_not_accepted', 'clients.required']
	},
	async (event, { refreshToken }) => {
		const call = clientCallOf(event, '/api/v1/tokens/revoke');
		await event.locals.app.tokens.revoke(call, refreshToken);
	}
);
