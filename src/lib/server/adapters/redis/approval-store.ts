import * as v from 'valibot';

import type { ApprovalStore } from '#lib/server/approvals/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import { approvalKey, createApprovalRecords, ownerKey } from '../approval-record.ts';
import { defineScript, type Connection } from './connection.ts';

const SAVE = defineScript(`
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'until', ARGV[1], 'expires', ARGV[2], 'data', ARGV[3])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
return 1`);

const ENLIST = defineScript(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2])))
return 1`);

const FIND = defineScript(`
local found = redis.call('HMGET', KEYS[1], 'until', 'expires', 'data', 'outcome')
if not found[1] or tonumber(found[2]) <= tonumber(ARGV[1]) then return false end
return { tonumber(found[1]), tonumber(found[2]), found[3], found[4] }`);

const SETTLE = defineScript(`
local found = redis.call('HMGET', KEYS[1], 'until', 'outcome')
if not found[1] or found[2] or tonumber(found[1]) <= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'outcome', ARGV[2])
return 1`);

const Found = v.nullable(
	v.pipe(
		v.tuple([v.number(), v.number(), v.string(), v.nullable(v.string())]),
		v.transform(([answerUntil, expiresAt, data, outcome]) => ({
			answerUntil,
			expiresAt,
			data,
			outcome
		}))
	)
);

/** Requests in Redis, each under a key of its own, and a list of them for each account. */
export function createApprovalStore(deps: {
	connection: Connection;
	sealer: Sealer;
	clock: Clock;
	prefix: string;
}): ApprovalStore {
	const { connection, clock, prefix } = deps;
	const records = createApprovalRecords(deps.sealer);
	const now = () => clock.now().getTime();
	const place = (key: string) => `${prefix}approval:${key}`;
	const list = (owner: string) => `${prefix}approvals:${owner}`;

	const look = async (keys: readonly string[]) => {
		const calls = keys.map((key) => ({ key: place(key), args: [now()] }));
		const found = v.parse(v.array(Found), await connection.runAll(FIND, calls));
		return found.flatMap((record, at) => {
			const key = keys[at];
			return record && key !== undefined ? [records.toApproval(key, record)] : [];
		});
	};

	return {
		async save(approval) {
			const key = approvalKey(approval.id);
			const { answerUntil, expiresAt, data } = records.toRecord(approval);
			await connection.run(SAVE, { key: place(key), args: [answerUntil, expiresAt, data] });
			const own = list(ownerKey(approval.account));
			await connection.run(ENLIST, { key: own, args: [answerUntil, key, now()] });
		},

		async find(id) {
			const [found] = await look([approvalKey(id)]);
			return found;
		},

		async listOpen(account) {
			const command = ['ZRANGE', list(ownerKey(account)), `(${now()}`, '+inf', 'BYSCORE'];
			const keys = v.parse(v.array(v.string()), await connection.send(command));
			if (keys.length === 0) return [];
			return (await look(keys)).filter(({ outcome }) => outcome === undefined);
		},

		async settle(id, outcome) {
			const args = [now(), records.sealOutcome(id, outcome)];
			return (await connection.run(SETTLE, { key: place(approvalKey(id)), args })) === 1;
		}
	};
}
