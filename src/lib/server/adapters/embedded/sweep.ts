import type { Clock } from '#lib/server/core/clock.ts';
import { prepared, type SqliteFile } from '../sql/sqlite-file.ts';

const EVERY_MS = 60_000;
/** Far more than one write adds, and few enough to hold nobody up. */
const AT_MOST = 100;
const TABLES = [
	'volatile_session',
	'volatile_pending',
	'volatile_approval',
	'volatile_budget',
	'volatile_known_browser',
	'volatile_identity'
];

/** Removes some of what has expired, if it is time to. Called after writes; expiry never depends on it. */
export type Sweep = () => Promise<void>;

export function createSweep(file: SqliteFile, clock: Clock): Sweep {
	const due = new Map<string, number>();

	const sweep = async (table: string, now: number): Promise<void> => {
		const statement = `delete from ${table} where rowid in
			(select rowid from ${table} where expires_at <= ? order by expires_at limit ${AT_MOST})`;
		const { changes } = await file.write('normal', (db) => prepared(db, statement).run(now));
		// Anybody can add records. As long as a batch is full, every write removes one, also of those
		// that run at the same time: so a flood takes away more than it brings.
		due.set(table, changes === AT_MOST ? now : now + EVERY_MS);
	};

	return async () => {
		const now = clock.now().getTime();
		for (const table of TABLES) if (now >= (due.get(table) ?? 0)) await sweep(table, now);
	};
}
