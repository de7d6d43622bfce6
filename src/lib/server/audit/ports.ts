import type { AccountId } from '#lib/server/core/ids.ts';
import type { AuditEvent, NewAuditEvent } from './event.ts';

export interface AuditLog {
	append(event: NewAuditEvent): Promise<void>;
	/** An account's own events, newest first; `before` is the sequence of the last one seen. */
	list(account: AccountId, page: { before?: number; limit: number }): Promise<AuditEvent[]>;
}
