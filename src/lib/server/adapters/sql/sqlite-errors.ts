import type { DatabaseSync } from 'node:sqlite';

import { outage, storeRefusals } from '../outage.ts';

const BUSY = 5;
/** Busy, locked, out of memory, read-only, I/O error, corrupt, full, cannot open, not a database. */
const OUTAGES = new Set([BUSY, 6, 7, 8, 10, 11, 13, 14, 26]);

/** The primary result code, or undefined when SQLite did not say it. */
function resultCode(error: unknown): number | undefined {
	if (!(error instanceof Error && 'errcode' in error)) return undefined;
	return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

export const isBusy = (error: unknown): boolean => resultCode(error) === BUSY;

/** What a caller gets of an error: `stores.unavailable` where SQLite cannot serve now. */
export function refused(error: unknown): unknown {
	const code = resultCode(error);
	return code !== undefined && OUTAGES.has(code) ? outage(error) : error;
}

/** Whether a transaction is open. None is in a file that was closed meanwhile. */
export const hasTransaction = (db: DatabaseSync): boolean => db.isOpen && db.isTransaction;

/** Some errors, such as a full disk, close the transaction by themselves: what follows must not be written alone. */
export function inTransaction<Result>(db: DatabaseSync, work: () => Result): Result {
	if (!hasTransaction(db)) throw storeRefusals.unavailable();
	try {
		return work();
	} catch (error) {
		throw refused(error);
	}
}
