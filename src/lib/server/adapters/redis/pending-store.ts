import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { Pending, PendingRef, PendingStore } from '#lib/server/pending/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import { createPendingRecords, pendingKey } from '../pending-record.ts';
import { defineScript, type Connection, type Script } from './connection.ts';

const SAVE = defineScript(`
redis.call('HSET', KEYS[1], 'left', ARGV[1], 'expires', ARGV[2], 'data', ARGV[3])
redis.call('PEXPIREAT', KEYS[1], ARGV[2])
return 1`);

const LIVE = `
local found = redis.call('HMGET', KEYS[1], 'left', 'expires', 'data')
if not found[1] then return false end
local left, expires = tonumber(found[1]), tonumber(found[2])
if expires <= tonumber(ARGV[1]) then return false end`;

const SWAP = defineScript(`
local found = redis.call('HMGET', KEYS[1], 'left', 'expires', 'data')
redis.call('HSET', KEYS[1], 'left', ARGV[2], 'expires', ARGV[3], 'data', ARGV[4])
redis.call('PEXPIREAT', KEYS[1], ARGV[3])
if not found[1] or tonumber(found[2]) <= tonumber(ARGV[1]) then return false end
return { tonumber(found[1]), tonumber(found[2]), found[3] }`);

const FIND = defineScript(`${LIVE}
return { left, expires, found[3] }`);

const SPEND = defineScript(`${LIVE}
if left <= 0 then return false end
redis.call('HINCRBY', KEYS[1], 'left', -1)
return { left - 1, expires, found[3] }`);

const TAKE = defineScript(`${LIVE}
redis.call('DEL', KEYS[1])
return { left, expires, found[3] }`);

const Found = v.nullable(v.tuple([v.number(), v.number(), v.string()]));

/** Pending records in Redis, each under a key that its holder alone can name. */
export function createPendingStore(deps: {
	connection: Connection;
	sealer: Sealer;
	clock: Clock;
	prefix: string;
}): PendingStore {
	const { connection, clock, prefix } = deps;
	const records = createPendingRecords(deps.sealer);
	const keyOf = (ref: PendingRef) => `${prefix}pending:${pendingKey(ref)}`;

	const reach = async (
		script: Script,
		ref: PendingRef,
		more: readonly (string | number)[] = []
	): Promise<Pending | undefined> => {
		const call = { key: keyOf(ref), args: [clock.now().getTime(), ...more] };
		const found = v.parse(Found, await connection.run(script, call));
		if (!found) return undefined;
		const [attemptsLeft, expiresAt, data] = found;
		return records.toPending(ref, { attemptsLeft, expiresAt, data });
	};

	return {
		async save(pending) {
			const { attemptsLeft, expiresAt, data } = records.toRecord(pending);
			await connection.run(SAVE, { key: keyOf(pending), args: [attemptsLeft, expiresAt, data] });
		},
		async swap(pending) {
			const { attemptsLeft, expiresAt, data } = records.toRecord(pending);
			return reach(SWAP, pending, [attemptsLeft, expiresAt, data]);
		},
		find: (ref) => reach(FIND, ref),
		spend: (ref) => reach(SPEND, ref),
		take: (ref) => reach(TAKE, ref)
	};
}
