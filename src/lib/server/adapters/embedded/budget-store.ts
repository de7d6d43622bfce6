import type { DatabaseSync } from 'node:sqlite';

import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import { counted, waitOf, type Budget, type BudgetStore } from '#lib/server/throttling/index.ts';
import { budgetKey } from '../budget-key.ts';
import { prepared, type SqliteFile } from '../sql/sqlite-file.ts';
import { atomically } from './atomically.ts';
import type { Sweep } from './sweep.ts';

const Row = v.object({ count: v.number(), at: v.number() });

const FIND = 'select count, at from volatile_budget where key = ? and lane = ?';
const SAVE = `insert or replace into volatile_budget (key, lane, count, at, expires_at)
	values (?, ?, ?, ?, ?)`;
const REFUND = `update volatile_budget set count = count - 1
	where key = ? and lane = ? and count > 0`;
const CLEAR = 'delete from volatile_budget where key = ? and lane = ? and at <= ?';

/** Budgets in SQLite. A failure is on disk before its guess is judged; what is taken back may get lost. */
export function createBudgetStore(deps: {
	file: SqliteFile;
	clock: Clock;
	sweep: Sweep;
}): BudgetStore {
	const { file, clock, sweep } = deps;

	const held = (db: DatabaseSync, { key, lanes }: Budget) =>
		lanes.map(({ name, limits }) => {
			const found = prepared(db, FIND).get(budgetKey(key), name);
			return { name, limits, tally: found && v.parse(Row, found) };
		});

	const look = (db: DatabaseSync, budget: Budget, now: number): number =>
		Math.max(...held(db, budget).map(({ tally, limits }) => waitOf(tally, limits, now)));

	const spend = (db: DatabaseSync, budget: Budget, now: number): number => {
		const wait = look(db, budget, now);
		if (wait > 0) return wait;
		for (const { name, limits, tally } of held(db, budget)) {
			const { count, at } = counted(tally, limits, now);
			prepared(db, SAVE).run(budgetKey(budget.key), name, count, at, now + limits.keepMs);
		}
		return 0;
	};

	return {
		async peek(budgets) {
			const now = clock.now().getTime();
			return file.read((db) => budgets.map((budget) => look(db, budget, now)));
		},

		async spend(budgets) {
			const now = clock.now().getTime();
			const work = (db: DatabaseSync) => budgets.map((budget) => spend(db, budget, now));
			const waits = await file.write('full', (db) => atomically(db, () => work(db)));
			await sweep();
			return waits;
		},

		async refund(budgets) {
			await file.write('normal', (db) =>
				atomically(db, () => {
					for (const { key, lanes } of budgets)
						for (const { name } of lanes) prepared(db, REFUND).run(budgetKey(key), name);
				})
			);
		},

		async clear(key, lanes) {
			const now = clock.now().getTime();
			await file.write('normal', (db) =>
				atomically(db, () => {
					for (const { name, quietMs } of lanes) {
						const latest = quietMs === undefined ? Number.MAX_SAFE_INTEGER : now - quietMs;
						prepared(db, CLEAR).run(budgetKey(key), name, latest);
					}
				})
			);
		}
	};
}
