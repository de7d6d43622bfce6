import type { Caller } from '#lib/server/core/caller.ts';
import type { ApiEvent } from './api-event.ts';
import type { Trace } from './trace.ts';

const USER_AGENT_MAX = 512;

type Calling = Pick<ApiEvent, 'request'> & { getClientAddress(): string };

/** The address is the one that the front server has found: what a header claims counts for nothing. */
export function callerOf(event: Calling, { requestId }: Trace): Caller {
	return {
		requestId,
		address: event.getClientAddress(),
		userAgent: (event.request.headers.get('user-agent') ?? '').slice(0, USER_AGENT_MAX)
	};
}
