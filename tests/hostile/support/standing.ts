import type { Snapshot } from './snapshot.ts';

/**
 * What an account is made of: what was pending, tried or written down about it may come and go, and the copy of who
 * somebody is follows each change in its own time.
 */
const PASSING =
	/volatile_pending|security_event|audit_chain|:pending:|identifier_audit|known|outbox|identit(y|ies)/;

/** The part of all that is kept that no refused proof may change: accounts, factors, invitations, sessions. */
export function standingOf(snapshot: Snapshot): Snapshot {
	const kept = Object.entries(snapshot).filter(([name]) => !PASSING.test(name));
	return Object.fromEntries(
		kept.map(([name, rows]) => [name, rows.filter((row) => !PASSING.test(row.split(' ')[0] ?? ''))])
	);
}
