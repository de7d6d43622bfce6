import type { AccountId } from '#lib/server/core/ids.ts';
import type { ChainedEntry, ChainHead } from './chain.ts';
import type { AuditEvent, NewAuditEvent } from './event.ts';

export interface AuditLog {
	/**
	 * Writes the event behind the last one of all processes. Within a transaction it is written at the end,
	 * with what else it records, and cannot be listed before.
	 */
	append(event: NewAuditEvent): Promise<void>;
	/** An account's own events, newest first; `before` is the sequence of the last one seen. */
	list(account: AccountId, page: { before?: number; limit: number }): Promise<AuditEvent[]>;
}

export interface OpenedChain {
	readonly head: ChainHead;
	/** Undefined when no master key opens it. */
	readonly key: Uint8Array | undefined;
}

/** The chain as it is stored, whoever wrote it there. */
export interface AuditChain {
	/** Undefined when the head is gone: a log that was begun has one. */
	open(): Promise<OpenedChain | undefined>;
	/** By sequence, those after one, or all that there are: nothing may hide below the first. */
	entries(page: { after: number | undefined; limit: number }): Promise<ChainedEntry[]>;
}
