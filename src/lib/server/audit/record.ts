import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import type { AuditEvent, NewAuditEvent } from './event.ts';
import type { AuditLog } from './ports.ts';

/** What happened, to whom; the rest of an audit event is who called and when. */
export interface Happening {
	readonly code: AuditEvent['code'];
	readonly account?: AccountId | undefined;
	readonly session?: SessionId | undefined;
	readonly details?: AuditEvent['details'];
}

/** Appends to `audit`, which may be the one of a transaction. */
export type Record = (audit: AuditLog, caller: Caller, happening: Happening) => Promise<void>;

export function createRecord({ clock }: { clock: Clock }): Record {
	return (audit, { requestId, address, userAgent }, happening) => {
		const event: NewAuditEvent = {
			at: clock.now(),
			requestId,
			address,
			userAgent,
			details: {},
			...happening
		};
		return audit.append(event);
	};
}
