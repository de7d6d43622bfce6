import type { Transact } from '#lib/server/core/transact.ts';
import type { NewAuditEvent } from './event.ts';
import type { AuditLog } from './ports.ts';

/** Told of events that are committed, those of a transaction together. It must neither throw nor wait. */
export type OnRecorded = (events: readonly NewAuditEvent[]) => void;

interface Recording<Stores> {
	readonly audit: AuditLog;
	readonly transact: Transact<Stores>;
}

/**
 * The same log and transactions, heard by a listener. What a transaction undoes, nobody hears of, and
 * no capability has to remember to tell.
 */
export function announced<Stores extends { readonly audit: AuditLog }>(
	{ audit, transact }: Recording<Stores>,
	onRecorded: OnRecorded
): Recording<Stores> {
	const hearing = (log: AuditLog, hear: (event: NewAuditEvent) => void): AuditLog => ({
		...log,
		async append(event) {
			await log.append(event);
			hear(event);
		}
	});

	return {
		audit: hearing(audit, (event) => onRecorded([event])),

		async transact(work) {
			let events: NewAuditEvent[] = [];
			const result = await transact((stores) => {
				// A transaction may be tried again: then only the last try counts.
				events = [];
				const log = hearing(stores.audit, (event) => void events.push(event));
				return work({ ...stores, audit: log });
			});
			if (events.length > 0) onRecorded(events);
			return result;
		}
	};
}
