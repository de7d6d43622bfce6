import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { PendingRef, PendingStore } from '#lib/server/pending/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import { createPendingRecords, pendingKey } from '../pending-record.ts';
import { prepared, type SqliteFile } from '../sql/sqlite-file.ts';
import { atomically } from './atomically.ts';
import type { Sweep } from './sweep.ts';

const Row = v.object({ attempts_left: v.number(), expires_at: v.number(), data: v.string() });

const SAVE = `insert or replace into volatile_pending (key, attempts_left, expires_at, data)
	values (:key, :attemptsLeft, :expiresAt, :data)`;
const LIVE = 'key = :key and expires_at > :now';
const FIND = `select attempts_left, expires_at, data from volatile_pending where ${LIVE}`;
const SPEND = `update volatile_pending set attempts_left = attempts_left - 1
	where ${LIVE} and attempts_left > 0 returning attempts_left, expires_at, data`;
const TAKE = `delete from volatile_pending where ${LIVE}
	returning attempts_left, expires_at, data`;

/** Pending records in SQLite. An attempt is on disk as spent before its answer is judged. */
export function createPendingStore(deps: {
	file: SqliteFile;
	sealer: Sealer;
	clock: Clock;
	sweep: Sweep;
}): PendingStore {
	const { file, clock, sweep } = deps;
	const records = createPendingRecords(deps.sealer);

	const liveOf = (ref: PendingRef) => ({ key: pendingKey(ref), now: clock.now().getTime() });
	const toPending = (ref: PendingRef, found: unknown) => {
		if (!found) return undefined;
		const row = v.parse(Row, found);
		const { attempts_left: attemptsLeft, expires_at: expiresAt, data } = row;
		return records.toPending(ref, { attemptsLeft, expiresAt, data });
	};

	return {
		async save(pending) {
			const parameters = { key: pendingKey(pending), ...records.toRecord(pending) };
			await file.write('normal', (db) => prepared(db, SAVE).run(parameters));
			await sweep();
		},

		async swap(pending) {
			const live = liveOf(pending);
			const parameters = { key: live.key, ...records.toRecord(pending) };
			const row = await file.write('normal', (db) =>
				atomically(db, () => {
					const [replaced] = prepared(db, TAKE).all(live);
					prepared(db, SAVE).run(parameters);
					return replaced;
				})
			);
			await sweep();
			return toPending(pending, row);
		},

		async find(ref) {
			return toPending(ref, await file.read((db) => prepared(db, FIND).get(liveOf(ref))));
		},

		async spend(ref) {
			const live = liveOf(ref);
			const [row] = await file.write('full', (db) => prepared(db, SPEND).all(live));
			return toPending(ref, row);
		},

		async take(ref) {
			const live = liveOf(ref);
			const [row] = await file.write('full', (db) => prepared(db, TAKE).all(live));
			return toPending(ref, row);
		}
	};
}
