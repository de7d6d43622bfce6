import type { Clock } from '#lib/server/core/clock.ts';
import { prepared, type SqliteFile } from '../sql/sqlite-file.ts';

const EVERY_MS = 60_000;
const AT_MOST = 500;
const TABLES = [
	'volatile_session',
	'volatile_pending',
	'volatile_budget',
	'volatile_known_browser'
];

/** Removes some of what has expired, if it is time to. Called after writes; expiry never depends on it. */
export type Sweep = () => Promise<void>;

export function createSweep(file: SqliteFile, clock: Clock): Sweep {
	let next = 0;

	return async () => {
		const now = clock.now().getTime();
		if (now < next) return;
		next = now + EVERY_MS;
		for (const table of TABLES) {
			const statement = `delete from ${table} where rowid in
				(select rowid from ${table} where expires_at <= ? order by expires_at limit ${AT_MOST})`;
			await file.write('normal', (db) => prepared(db, statement).run(now));
		}
	};
}
