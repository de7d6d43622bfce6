import * as v from 'valibot';

import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { clientCallOf, grantedPair } from '#lib/server/http/client-call.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { idText } from '#lib/server/http/input.ts';

const Given = v.strictObject({ code: idText });

export const POST = endpoint<ApiEvent, typeof Given>(
	{
		summary: 'Turn the code of a completed sign-in into an access token and a refresh token',
		body: Given,
		refuses: [
			'tokens.not_accepted',
			'tokens.proof_not_accepted',
			'access.second_factor_required',
			'clients.required'
		]
	},
	async (event, { code }) => {
		const call = clientCallOf(event, '/api/v1/tokens');
		return grantedPair(event, await event.locals.app.tokens.exchange(call, code));
	}
);
