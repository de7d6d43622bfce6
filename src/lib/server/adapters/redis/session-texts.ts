import * as v from 'valibot';

import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { defineScript, type Commands } from './connection.ts';
import { adopt } from './session-adoption.ts';

/**
 * No session lives for so long. The epoch is as long in Redis after it has begun, and its number is never
 * reached again, since it is a time.
 */
const EPOCH_MS = 60 * 24 * 60 * 60_000;

const DROP = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`);

/** Never goes back: what a later epoch has ended stays ended. Says which it was before, and which it is. */
const ENTER_EPOCH = defineScript(`
local before = tonumber(redis.call('GET', KEYS[1]) or '0')
local next = math.max(before, tonumber(ARGV[1]))
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', ARGV[2])
return { before, next }`);

const Texts = v.array(v.nullable(v.string()));
const Epoch = v.nullable(v.pipe(v.string(), v.transform(Number)), '0');
/** The one that was, and the one that is. */
const Epochs = v.tuple([v.number(), v.number()]);
export type Epochs = v.InferOutput<typeof Epochs>;

/** Where sessions lie in Redis, and what lies there. Each script touches one key only. */
export function createSessionTexts(deps: { connection: Commands; prefix: string }) {
	const { connection, prefix } = deps;
	const keyOf = (id: SessionId) => `${prefix}session:${id}`;
	const epochKey = `${prefix}session-epoch`;

	return {
		keyOf,
		indexOf: (account: AccountId) => `${prefix}sessions:${account}`,

		/** What there is under each id, in the order of `ids`, and which epoch it is. */
		async read(ids: readonly SessionId[]) {
			const keys = ids.map(keyOf);
			const reply = v.parse(Texts, await connection.send(['MGET', epochKey, ...keys]));
			const [current = null, ...texts] = reply;
			if (texts.includes(null)) await adopt(connection, keys, texts);
			return { current: v.parse(Epoch, current), texts };
		},

		/** Removes it unless somebody has written since it was read. */
		drop: async (id: SessionId, text: string) =>
			(await connection.run(DROP, { key: keyOf(id), args: [text] })) === 1,

		epoch: async () => v.parse(Epoch, await connection.send(['GET', epochKey])),

		enterEpoch: async (next: number): Promise<Epochs> =>
			v.parse(Epochs, await connection.run(ENTER_EPOCH, { key: epochKey, args: [next, EPOCH_MS] }))
	};
}
