import * as v from 'valibot';

import type { ApprovalStore } from '#lib/server/approvals/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import { approvalKey, createApprovalRecords, ownerKey } from '../approval-record.ts';
import { prepared, type SqliteFile } from '../sql/sqlite-file.ts';
import type { Sweep } from './sweep.ts';

const Row = v.pipe(
	v.object({
		key: v.string(),
		answer_until: v.number(),
		expires_at: v.number(),
		data: v.string(),
		outcome: v.nullable(v.string())
	}),
	v.transform(({ key, answer_until, expires_at, data, outcome }) => ({
		key,
		record: { answerUntil: answer_until, expiresAt: expires_at, data, outcome }
	}))
);

const SAVE = `insert or replace into volatile_approval
	(key, account, answer_until, expires_at, data, outcome) values (?, ?, ?, ?, ?, null)`;
const COLUMNS = 'key, answer_until, expires_at, data, outcome';
const FIND = `select ${COLUMNS} from volatile_approval where key = ? and expires_at > ?`;
const LIST = `select ${COLUMNS} from volatile_approval
	where account = ? and answer_until > ? and outcome is null order by answer_until, key`;
const SETTLE = `update volatile_approval set outcome = ?
	where key = ? and answer_until > ? and outcome is null`;

/** Requests in SQLite. An answer is on disk before anybody acts upon it. */
export function createApprovalStore(deps: {
	file: SqliteFile;
	sealer: Sealer;
	clock: Clock;
	sweep: Sweep;
}): ApprovalStore {
	const { file, clock, sweep } = deps;
	const records = createApprovalRecords(deps.sealer);
	const now = () => clock.now().getTime();
	const toApproval = (found: unknown) => {
		const { key, record } = v.parse(Row, found);
		return records.toApproval(key, record);
	};

	return {
		async save(approval) {
			const { answerUntil, expiresAt, data } = records.toRecord(approval);
			const owner = ownerKey(approval.account);
			const row = [approvalKey(approval.id), owner, answerUntil, expiresAt, data];
			await file.write('normal', (db) => prepared(db, SAVE).run(...row));
			await sweep();
		},

		async find(id) {
			const found = await file.read((db) => prepared(db, FIND).get(approvalKey(id), now()));
			return found && toApproval(found);
		},

		async listOpen(account) {
			const found = await file.read((db) => prepared(db, LIST).all(ownerKey(account), now()));
			return found.map(toApproval);
		},

		async settle(id, outcome) {
			const sealed = records.sealOutcome(id, outcome);
			const given = [sealed, approvalKey(id), now()];
			const { changes } = await file.write('full', (db) => prepared(db, SETTLE).run(...given));
			return changes === 1;
		}
	};
}
