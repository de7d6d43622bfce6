import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import {
	KNOWN_FOR_MS,
	MOST_PER_ACCOUNT,
	type KnownBrowser,
	type KnownBrowserId,
	type KnownBrowserStore
} from '#lib/server/known-browsers/index.ts';
import { defineScript, type Connection } from './connection.ts';

/** A field is `<since> <seen> <user agent>`; those beyond the most that are kept go, the oldest first. */
const ADD = defineScript(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
redis.call('PEXPIREAT', KEYS[1], ARGV[5])
while redis.call('HLEN', KEYS[1]) > ${MOST_PER_ACCOUNT} do
	local all, oldest, least = redis.call('HGETALL', KEYS[1]), nil, nil
	for i = 1, #all, 2 do
		local seen = tonumber(string.match(all[i + 1], '^%d+ (%d+) '))
		if not least or seen < least then oldest, least = all[i], seen end
	end
	redis.call('HDEL', KEYS[1], oldest)
end
return 1`);

const RENEW = defineScript(`
local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held then return 0 end
local since, seen = string.match(held, '^(%d+) (%d+) ')
if tonumber(seen) + ${KNOWN_FOR_MS} <= tonumber(ARGV[5]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], since .. ' ' .. ARGV[2] .. ' ' .. ARGV[3])
redis.call('PEXPIREAT', KEYS[1], ARGV[4])
return 1`);

const Fields = v.union([v.record(v.string(), v.string()), v.array(v.string())]);
const FIELD = /^(\d+) (\d+) ([^]*)$/;

/** Known browsers in Redis: a hash for each account. */
export function createKnownBrowserStore(deps: {
	connection: Connection;
	clock: Clock;
	prefix: string;
}): KnownBrowserStore {
	const { connection, clock, prefix } = deps;
	const keyOf = (account: AccountId) => `${prefix}known-browsers:${account}`;
	const now = () => clock.now().getTime();

	const list: KnownBrowserStore['list'] = async (account) => {
		const reply = v.parse(Fields, await connection.send(['HGETALL', keyOf(account)]));
		return pairsOf(reply)
			.map(([id, field]) => toKnownBrowser(id, field))
			.filter(({ seenAt }) => seenAt.getTime() + KNOWN_FOR_MS > now())
			.sort((a, b) => b.seenAt.getTime() - a.seenAt.getTime());
	};

	return {
		list,

		async add(account, { id, since, seenAt, userAgent }) {
			const seen = seenAt.getTime();
			const args = [id, since.getTime(), seen, userAgent, seen + KNOWN_FOR_MS];
			await connection.run(ADD, { key: keyOf(account), args });
		},

		async find(account, ids) {
			const known = new Set((await list(account)).map(({ id }) => id));
			return ids.find((id) => known.has(id));
		},

		async renew(account, { id, seenAt, userAgent }) {
			const seen = seenAt.getTime();
			const args = [id, seen, userAgent, seen + KNOWN_FOR_MS, now()];
			return (await connection.run(RENEW, { key: keyOf(account), args })) === 1;
		},

		async revoke(account, id) {
			const wasThere = (await list(account)).some((browser) => browser.id === id);
			const removed = await connection.send(['HDEL', keyOf(account), id]);
			return wasThere && removed === 1;
		},

		async revokeAll(account) {
			await connection.send(['DEL', keyOf(account)]);
		}
	};
}

/** A hash is a map to one version of the protocol and a list to the other. */
function pairsOf(reply: v.InferOutput<typeof Fields>): [string, string][] {
	if (!Array.isArray(reply)) return Object.entries(reply);
	return reply.flatMap((id, at) => (at % 2 === 0 ? [[id, reply[at + 1] ?? '']] : []));
}

function toKnownBrowser(id: string, field: string): KnownBrowser {
	const [, since, seenAt, userAgent = ''] = FIELD.exec(field) ?? [];
	return {
		id: id as KnownBrowserId,
		since: new Date(Number(since)),
		seenAt: new Date(Number(seenAt)),
		userAgent
	};
}
