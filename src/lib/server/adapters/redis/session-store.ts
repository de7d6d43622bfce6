import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { isSameHash } from '#lib/server/core/secret.ts';
import { MOST_PER_ACCOUNT, type Session, type SessionStore } from '#lib/server/sessions/index.ts';
import { SLIDE_EVERY_MS, toSession } from '../session-record.ts';
import { defineScript, type Connection } from './connection.ts';
import { adopt } from './session-adoption.ts';
import { formatText, parseText, toText, type SessionText } from './session-text.ts';

/**
 * No session lives for so long. The epoch is as long in Redis after it has begun, and its number is never
 * reached again, since it is a time.
 */
const EPOCH_MS = 60 * 24 * 60 * 60_000;

/** How many sessions of an account are read or ended in one go, well within the time for an answer. */
const CHUNK = 1000;

/** Each script touches one key only. This one writes where nobody else has written since it was read. */
const SWAP = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
return 1`);

const DROP = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`);

/** Begins a new epoch, and says which it was before. */
const BEGIN_EPOCH = defineScript(`
local before = redis.call('GET', KEYS[1]) or '0'
local next = math.max(tonumber(before) + 1, tonumber(ARGV[1]))
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', ARGV[2])
return { tonumber(before), next }`);

/** The index lives as long as the last session that it has held. Says how many it holds. */
const INDEX = defineScript(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2])))
return redis.call('ZCARD', KEYS[1])`);

const Text = v.nullable(v.string());
const Texts = v.array(Text);
const Epoch = v.nullable(v.pipe(v.string(), v.transform(Number)), '0');
/** The one that was, and the one that is. */
const Epochs = v.tuple([v.number(), v.number()]);
type Epochs = v.InferOutput<typeof Epochs>;
const Ids = v.array(
	v.pipe(
		v.string(),
		v.transform((id) => id as SessionId)
	)
);

/**
 * Sessions in Redis: a text each, and for each account a sorted set of their ids by when they end.
 *
 * A text is changed by comparing it whole: what was revoked, replaced or moved on meanwhile is read again.
 *
 * An id is indexed once its session is written, and stays so until the session is deleted or must have
 * ended. So an id without a session may be dropped; and a session without its id is one that was never
 * acknowledged, whose secret nobody was given.
 *
 * Each session also names the epoch in which it was saved. To end everybody's, a new epoch begins: one
 * write, however many sessions there are. Who reads sessions reads the epoch in the same command.
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

	const swap = async (id: SessionId, from: string, to: SessionText) => {
		const args = [from, formatText(to), to.expiresAt];
		return (await connection.run(SWAP, { key: keyOf(id), args })) === 1;
	};

	/** What there is under each id, in the order of `ids`, and which epoch it is. */
	const read = async (ids: readonly SessionId[]) => {
		const keys = ids.map(keyOf);
		const reply = v.parse(Texts, await connection.send(['MGET', epochKey, ...keys]));
		const [current = null, ...texts] = reply;
		if (texts.includes(null)) await adopt(connection, keys, texts);
		return { current: v.parse(Epoch, current), texts };
	};

	/** One that has not been ended with all others. */
	const find = async (id: SessionId) => {
		const { current, texts } = await read([id]);
		const [text] = texts;
		if (!text) return undefined;
		const found = parseText(text);
		return found.epoch < current ? undefined : { text, found };
	};

	/** Ends at most a chunk of sessions, and says which of them were alive. */
	const end = async (account: AccountId, ids: readonly SessionId[]) => {
		if (ids.length === 0) return [];
		const { current, texts } = await read(ids);
		const own = ids.filter((_, at) => ownerOf(texts[at]) === account);
		const taken = await connection.sendAll(own.map((id) => ['GETDEL', keyOf(id)]));
		await connection.send(['ZREM', indexOf(account), ...ids]);
		const at = now();
		return own.filter((_, place) => {
			const text = v.parse(Text, taken[place]);
			if (text === null) return false;
			const { expiresAt, epoch } = parseText(text);
			return expiresAt > at && epoch >= current;
		});
	};

	/** Live ones among `ids`, most recently seen first; in one order for all who trim at once. */
	const alive = async (account: AccountId, ids: readonly SessionId[], at: Date) => {
		if (ids.length === 0) return [];
		const { current, texts } = await read(ids);
		return texts
			.filter((text) => text !== null)
			.map(parseText)
			.filter(({ epoch, expiresAt }) => epoch >= current && expiresAt > at.getTime())
			.map(toSession)
			.filter((session) => session.account === account)
			.sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime() || (a.id < b.id ? -1 : 1));
	};

	/**
	 * Ends what is too much beside `saved`. Whatever is beyond the most in what one caller reads is so in
	 * all that there is: callers at once end no more than is too much, and the last of them, no less.
	 */
	const trim = async ({ account, id: saved }: Session) => {
		const others = (await idsOf(account)).filter((id) => id !== saved);
		const live = await alive(account, others, clock.now());
		const kept = new Set(live.slice(0, MOST_PER_ACCOUNT - 1).map(({ id }) => id));
		await end(
			account,
			others.filter((id) => !kept.has(id))
		);
	};

	const touch: SessionStore['touch'] = async (ref) => {
		const { id, secretHash, at } = ref;
		const held = await find(id);
		if (!held || !isSameHash(held.found.secretHash, secretHash)) return undefined;
		const { text, found } = held;
		const session = toSession(found);
		if (session.expiresAt <= at || session.endsAt <= at) {
			// What has been refused as expired is gone: no clock that is set back brings it back.
			const isGone = await connection.run(DROP, { key: keyOf(id), args: [text] });
			return isGone === 1 ? undefined : touch(ref);
		}
		const sinceSeen = at.getTime() - found.lastSeenAt;
		if (sinceSeen < SLIDE_EVERY_MS) return session;
		const expiresAt = Math.min(found.expiresAt + sinceSeen, session.endsAt.getTime());
		const next = { ...found, lastSeenAt: at.getTime(), expiresAt };
		return (await swap(id, text, next)) ? toSession(next) : touch(ref);
	};

	const replace: SessionStore['replace'] = async (secretHash, next) => {
		const held = await find(next.id);
		if (!held || !isSameHash(held.found.secretHash, secretHash)) return false;
		const { text, found } = held;
		if (ownerOf(text) !== next.account || found.expiresAt <= now()) return false;
		return (await swap(next.id, text, toText(next, found.epoch))) || replace(secretHash, next);
	};

	/** Takes a session over into a new epoch, if it was alive in the one before. */
	const spare = async ({ account, id }: Pick<Session, 'account' | 'id'>, epochs: Epochs) => {
		const [before, next] = epochs;
		const { texts } = await read([id]);
		const [text] = texts;
		if (!text || ownerOf(text) !== account) return;
		const found = parseText(text);
		if (found.epoch < before) return;
		const to = { ...found, epoch: Math.max(found.epoch, next) };
		if (!(await swap(id, text, to))) await spare({ account, id }, epochs);
	};

	return {
		async save(session) {
			// Read before it is saved: one that is ended meanwhile is ended with all others.
			const text = formatText(toText(session, await epoch()));
			const until = session.expiresAt.getTime();
			await connection.send(['SET', keyOf(session.id), text, 'PXAT', until]);
			const held = v.parse(v.number(), await index(session));
			if (held > MOST_PER_ACCOUNT) await trim(session);
		},

		touch,

		async replace(secretHash, next) {
			await index(next);
			return replace(secretHash, next);
		},

		list: async (account, at) => alive(account, await idsOf(account), at),

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
			const epochs = v.parse(Epochs, await connection.run(BEGIN_EPOCH, begun));
			if (except) await spare(except, epochs);
		}
	};
}

/** Whose session it is that lies there. */
function ownerOf(text: string | null | undefined): AccountId | undefined {
	return text ? toSession(parseText(text)).account : undefined;
}
