import type { ApiEvent } from '#lib/server/http/api-event.ts';
import { clientCallOf, grantedSession } from '#lib/server/http/client-call.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';

export const GET = endpoint<ApiEvent>(
	{
		summary: 'The session behind an access token; its first use spends the refresh token before it',
		refuses: [
			'tokens.not_accepted',
			'tokens.proof_not_accepted',
			'access.second_factor_required',
			'clients.required'
		]
	},
	async (event) => {
		const call = clientCallOf(event, '/api/v1/tokens/session');
		const authorization = event.request.headers.get('authorization') ?? undefined;
		return grantedSession(event, await event.locals.app.tokens.sessionOf(call, authorization));
	}
);
