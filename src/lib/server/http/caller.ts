import type { RequestEvent } from '@sveltejs/kit';

import type { Caller } from '#lib/server/core/caller.ts';
import { secureRandom } from '#lib/server/core/random.ts';

const USER_AGENT_MAX = 512;
const REQUEST_ID_BYTES = 9;

/** The address is the one that the front server has found: what a header claims counts for nothing. */
export function callerOf(event: RequestEvent): Caller {
	return {
		requestId: Buffer.from(secureRandom.bytes(REQUEST_ID_BYTES)).toString('base64url'),
		address: event.getClientAddress(),
		userAgent: (event.request.headers.get('user-agent') ?? '').slice(0, USER_AGENT_MAX)
	};
}
