import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { MOST_PER_ACCOUNT, type Session, type SessionStore } from '#lib/server/sessions/index.ts';
import { SLIDE_EVERY_MS, toRecord, toSession } from '../session-record.ts';
import { defineScript, type Connection } from './connection.ts';

/**
 * No session lives for so long. The epoch is as long in Redis after it has begun, and its number is never
 * reached again, since it is a time.
 */
const EPOCH_MS = 60 * 24 * 60 * 60_000;

/** How many sessions of an account are read or ended in one go, well within the time for an answer. */
const CHUNK = 1000;

/** Each script touches one key only, so that it runs on a cluster as well. */
const SAVE = defineScript(`
redis.call('HSET', KEYS[1], 'account', ARGV[1], 'secret', ARGV[2],
	'seen', ARGV[3], 'expires', ARGV[4], 'ends', ARGV[5], 'data', ARGV[6], 'epoch', ARGV[7])
redis.call('PEXPIREAT', KEYS[1], ARGV[4])
return 1`);

/** What has been refused as expired is gone: no clock that is set back brings it back. */
const TOUCH = defineScript(`
local found = redis.call('HMGET', KEYS[1], 'secret', 'seen', 'expires', 'ends', 'data', 'epoch')
if not found[1] or found[1] ~= ARGV[1] then return false end
local at, seen = tonumber(ARGV[2]), tonumber(found[2])
local expires, ends = tonumber(found[3]), tonumber(found[4])
if at >= expires or at >= ends then
	redis.call('DEL', KEYS[1])
	return false
end
if at - seen >= ${SLIDE_EVERY_MS} then
	expires = math.min(expires + at - seen, ends)
	seen = at
	redis.call('HSET', KEYS[1], 'seen', string.format('%.0f', seen),
		'expires', string.format('%.0f', expires))
	redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', expires))
end
return { seen, expires, found[5], found[6] or '0' }`);

const REPLACE = defineScript(`
local found = redis.call('HMGET', KEYS[1], 'account', 'secret', 'expires', 'epoch')
if found[1] ~= ARGV[1] or found[2] ~= ARGV[7] then return 0 end
if tonumber(found[3]) <= tonumber(ARGV[8]) then return 0 end
if tonumber(found[4] or 0) < tonumber(ARGV[9]) then return 0 end
redis.call('HSET', KEYS[1], 'secret', ARGV[2],
	'seen', ARGV[3], 'expires', ARGV[4], 'ends', ARGV[5], 'data', ARGV[6])
redis.call('PEXPIREAT', KEYS[1], ARGV[4])
return 1`);

const REVOKE = defineScript(`
local found = redis.call('HMGET', KEYS[1], 'account', 'expires', 'epoch')
if found[1] ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
if tonumber(found[2]) <= tonumber(ARGV[2]) then return 0 end
if tonumber(found[3] or 0) < tonumber(ARGV[3]) then return 0 end
return 1`);

/** Begins a new epoch, and says which it was before. */
const BEGIN_EPOCH = defineScript(`
local before = redis.call('GET', KEYS[1]) or '0'
local next = math.max(tonumber(before) + 1, tonumber(ARGV[1]))
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', ARGV[2])
return { tonumber(before), next }`);

/** Takes a session over into the new epoch, if it was alive in the one before. */
const SPARE = defineScript(`
local found = redis.call('HMGET', KEYS[1], 'account', 'epoch')
if found[1] ~= ARGV[1] or tonumber(found[2] or 0) < tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[3])
return 1`);

/** The index lives as long as the last session that it has held. Says how many it holds. */
const INDEX = defineScript(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2])))
return redis.call('ZCARD', KEYS[1])`);

const count = v.pipe(v.string(), v.transform(Number));
const Touched = v.nullable(v.tuple([v.number(), v.number(), v.string(), count]));
const Listed = v.tuple([
	v.nullable(v.string()),
	v.nullable(v.string()),
	v.nullable(v.string()),
	v.nullable(count, '0')
]);
const Epoch = v.nullable(count, '0');
const Epochs = v.tuple([v.number(), v.number()]);
const Ids = v.array(
	v.pipe(
		v.string(),
		v.transform((id) => id as SessionId)
	)
);

/**
 * Sessions in Redis: a hash each, and for each account a sorted set of their ids by when they end.
 *
 * An id is indexed once its session is written, and stays so until the session is deleted or must have
 * ended. So an id without a session may be dropped; and a session without its id is one that was never
 * acknowledged, whose secret nobody was given.
 *
 * Each session also names the epoch in which it was saved. To end everybody's, a new epoch begins: one
 * write, however many sessions there are. Who reads a session reads the epoch in the same round trip.
 */
export function createSessionStore(deps: {
	connection: Connection;
	clock: Clock;
	prefix: string;
}): SessionStore {
	const { connection, clock, prefix } = deps;
	const keyOf = (id: SessionId) => `${prefix}session:${id}`;
	const indexOf = (account: AccountId) => `${prefix}sessions:${account}`;
	const now = () => clock.now().getTime();
	const epochKey = `${prefix}session-epoch`;
	const epoch = async () => v.parse(Epoch, await connection.send(['GET', epochKey]));

	const index = ({ id, account, endsAt }: Session) =>
		connection.run(INDEX, { key: indexOf(account), args: [id, endsAt.getTime(), now()] });

	/** Those that end first. There are more than a chunk only where they were made without a limit. */
	const idsOf = async (account: AccountId) =>
		v.parse(Ids, await connection.send(['ZRANGE', indexOf(account), 0, CHUNK - 1]));

	/** Ends at most a chunk of sessions, and says which of them were alive. */
	const end = async (account: AccountId, ids: readonly SessionId[]) => {
		if (ids.length === 0) return [];
		const args = [account, now(), await epoch()];
		const calls = ids.map((id) => ({ key: keyOf(id), args }));
		const replies = await connection.runAll(REVOKE, calls);
		await connection.send(['ZREM', indexOf(account), ...ids]);
		return ids.filter((_, at) => replies[at] === 1);
	};

	/** Live ones among `ids`, most recently seen first; in one order for all who trim at once. */
	const read = async (account: AccountId, ids: readonly SessionId[], at: Date) => {
		const [current, replies] = await Promise.all([
			epoch(),
			connection.sendAll(ids.map((id) => ['HMGET', keyOf(id), 'seen', 'expires', 'data', 'epoch']))
		]);
		return replies
			.map((reply) => listed(reply, current))
			.filter((session) => session !== undefined)
			.filter((session) => session.account === account && session.expiresAt > at)
			.sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime() || (a.id < b.id ? -1 : 1));
	};

	/**
	 * Ends what is too much beside `saved`. Whatever is beyond the most in what one caller reads is so in
	 * all that there is: callers at once end no more than is too much, and the last of them, no less.
	 */
	const trim = async ({ account, id: saved }: Session) => {
		const others = (await idsOf(account)).filter((id) => id !== saved);
		const alive = await read(account, others, clock.now());
		const kept = new Set(alive.slice(0, MOST_PER_ACCOUNT - 1).map(({ id }) => id));
		await end(
			account,
			others.filter((id) => !kept.has(id))
		);
	};

	return {
		async save(session) {
			// Read before it is saved: one that is ended meanwhile is ended with all others.
			const current = await epoch();
			await connection.run(SAVE, {
				key: keyOf(session.id),
				args: [session.account, session.secretHash, ...valuesOf(session), current]
			});
			const held = v.parse(v.number(), await index(session));
			if (held > MOST_PER_ACCOUNT) await trim(session);
		},

		async touch({ id, secretHash, at }) {
			const call = { key: keyOf(id), args: [secretHash, at.getTime()] };
			const [reply, current] = await Promise.all([connection.run(TOUCH, call), epoch()]);
			const found = v.parse(Touched, reply);
			if (!found || found[3] < current) return undefined;
			const [lastSeenAt, expiresAt, data] = found;
			return toSession({ lastSeenAt, expiresAt, data });
		},

		async replace(secretHash, next) {
			const [current] = await Promise.all([epoch(), index(next)]);
			const reply = await connection.run(REPLACE, {
				key: keyOf(next.id),
				args: [next.account, next.secretHash, ...valuesOf(next), secretHash, now(), current]
			});
			return reply === 1;
		},

		list: async (account, at) => read(account, await idsOf(account), at),

		revoke: async (account, id) => (await end(account, [id])).length === 1,

		async revokeAll(account, except) {
			const revoked: SessionId[] = [];
			for (;;) {
				const ids = (await idsOf(account)).filter((id) => id !== except);
				if (ids.length === 0) return revoked;
				revoked.push(...(await end(account, ids)));
			}
		},

		async revokeEverybody(except) {
			const begun = { key: epochKey, args: [now(), EPOCH_MS] };
			const [before, next] = v.parse(Epochs, await connection.run(BEGIN_EPOCH, begun));
			if (!except) return;
			const spared = { key: keyOf(except.id), args: [except.account, before, next] };
			await connection.run(SPARE, spared);
		}
	};
}

/** In the order of the scripts' arguments: seen, expires, ends, data. */
function valuesOf(session: Session & { secretHash: string }) {
	const { lastSeenAt, expiresAt, data } = toRecord(session);
	return [lastSeenAt, expiresAt, session.endsAt.getTime(), data] as const;
}

function listed(reply: unknown, current: number): Session | undefined {
	const [seen, expires, data, epoch] = v.parse(Listed, reply);
	if (seen === null || expires === null || data === null || epoch < current) return undefined;
	return toSession({ lastSeenAt: Number(seen), expiresAt: Number(expires), data });
}
