import * as v from 'valibot';

import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { clientCallOf } from '#lib/server/http/client-call.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText } from '#lib/server/http/input.ts';
import { tokenView } from '#lib/server/http/views.ts';

const Given = v.strictObject({ code: idText });

export const POST = endpoint<ApiEvent, typeof Given>(
	{
		summary: 'Turn the code of a completed sign-in into an access token and a refresh token',
		body: Given,
		refuses: ['tokens.not_accepted', 'tokens.proof_not_accepted', 'clients.required']
	},
	async (event, { code }) => {
		const call = clientCallOf(event, '/api/v1/tokens');
		return tokenView(await event.locals.app.tokens.exchange(call, code));
	}
);
