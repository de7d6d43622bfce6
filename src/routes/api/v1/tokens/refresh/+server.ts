import * as v from 'valibot';

import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { clientCallOf, grantedPair } from '#lib/server/http/client-call.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { tokenText } from '#lib/server/http/input.ts';

const Given = v.strictObject({ refreshToken: tokenText });

export const POST = endpoint<ApiEvent, typeof Given>(
	{
		summary: 'Turn a refresh token into the next pair; a spent one ends the session',
		body: Given,
		refuses: [
			'tokens.not_accepted',
			'tokens.proof_not_accepted',
			'access.second_factor_required',
			'clients.required'
		]
	},
	async (event, { refreshToken }) => {
		const call = clientCallOf(event, '/api/v1/tokens/refresh');
		return grantedPair(event, await event.locals.app.tokens.refresh(call, refreshToken));
	}
);
