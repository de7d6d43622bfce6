import type { DatabaseSync } from 'node:sqlite';

/** Several statements in one go: nobody else writes between the look and the write. */
export function atomically<Result>(db: DatabaseSync, work: () => Result): Result {
	db.exec('begin immediate');
	try {
		const result = work();
		db.exec('commit');
		return result;
	} catch (error) {
		// A full disk, for one, has ended the transaction already.
		if (db.isTransaction) db.exec('rollback');
		throw error;
	}
}
