import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { isSameHash } from '#lib/server/core/secret.ts';
import {
	LIFETIMES,
	MOST_PER_ACCOUNT,
	type EndingStore,
	type Session,
	type SessionStore
} from '#lib/server/sessions/index.ts';
import { SLIDE_EVERY_MS, toSession } from '../session-record.ts';
import { defineScript, type Commands } from './connection.ts';
import { formatText, parseText, sessionIn, toText, type SessionText } from './session-text.ts';
import { createSessionTexts, type Epochs } from './session-texts.ts';

/** How many sessions of an account are read or ended in one go, well within the time for an answer. */
const CHUNK = 1000;

/** Each script touches one key only. This one writes where nobody else has written since it was read. */
const SWAP = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
return 1`);

/** The index lives as long as the last session that it has held. Says how many it holds. */
const INDEX = defineScript(`
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[3])
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', tonumber(last[2])))
return redis.call('ZCARD', KEYS[1])`);

const Text = v.nullable(v.string());
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
 *
 * Redis may come back as it was earlier. So whatever takes a right away is on record elsewhere first, and each new
 * connection is told of it before it serves: see `replay.ts`.
 */
export function createSessionStore(deps: {
	connection: Commands;
	clock: Clock;
	prefix: string;
	endings: Pick<EndingStore, 'record' | 'beginEpoch'>;
}): SessionStore {
	const { connection, clock, endings } = deps;
	const { keyOf, indexOf, read, drop, epoch, enterEpoch } = createSessionTexts(deps);
	const now = () => clock.now().getTime();

	const index = ({ id, account, endsAt }: Session) =>
		connection.run(INDEX, { key: indexOf(account), args: [id, endsAt.getTime(), now()] });

	/** Those that end first. There are more than a chunk only where they were made without a limit. */
	const idsOf = async (account: AccountId) =>
		v.parse(Ids, await connection.send(['ZRANGE', indexOf(account), 0, CHUNK - 1]));

	const swap = async (id: SessionId, from: string, to: SessionText) => {
		const args = [from, formatText(to), to.expiresAt];
		return (await connection.run(SWAP, { key: keyOf(id), args })) === 1;
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
		const own = ids.flatMap((id, place) => {
			const session = sessionIn(texts[place]);
			return session?.account === account ? [{ id, until: session.endsAt }] : [];
		});
		// On record before it is done, and so before it is acknowledged.
		await endings.record(own.map(({ id, until }) => ({ of: 'session', session: id, until })));
		const taken = await connection.sendAll(own.map(({ id }) => ['GETDEL', keyOf(id)]));
		await connection.send(['ZREM', indexOf(account), ...ids]);
		const at = now();
		const isAlive = (text: string | null): boolean => {
			if (text === null) return false;
			const { expiresAt, epoch } = parseText(text);
			return expiresAt > at && epoch >= current;
		};
		return own.filter((_, place) => isAlive(v.parse(Text, taken[place]))).map(({ id }) => id);
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
		return end(
			account,
			others.filter((id) => !kept.has(id))
		);
	};

	/** Finds one of which `isShown` says that enough was shown, and records that it was seen. */
	const see = async (
		{ id, at }: { id: SessionId; at: Date },
		isShown: (found: SessionText) => boolean
	): Promise<Session | undefined> => {
		const held = await find(id);
		if (!held || !isShown(held.found)) return undefined;
		const { text, found } = held;
		const session = toSession(found);
		if (session.expiresAt <= at || session.endsAt <= at) {
			// What has been refused as expired is gone: no clock that is set back brings it back.
			return (await drop(id, text)) ? undefined : see({ id, at }, isShown);
		}
		const sinceSeen = at.getTime() - found.lastSeenAt;
		if (sinceSeen < SLIDE_EVERY_MS) return session;
		const expiresAt = Math.min(found.expiresAt + sinceSeen, session.endsAt.getTime());
		const next = { ...found, lastSeenAt: at.getTime(), expiresAt };
		return (await swap(id, text, next)) ? toSession(next) : see({ id, at }, isShown);
	};

	const replace: SessionStore['replace'] = async (secretHash, next) => {
		const held = await find(next.id);
		if (!held || !isSameHash(held.found.secretHash, secretHash)) return false;
		const { text, found } = held;
		if (sessionIn(text)?.account !== next.account || found.expiresAt <= now()) return false;
		const { id: session, endsAt: until } = next;
		await endings.record([{ of: 'secret', session, secretHash, until }]);
		return (await swap(next.id, text, toText(next, found.epoch))) || replace(secretHash, next);
	};

	/** Takes a session over into a new epoch, if it was alive in the one before. */
	const spare = async ({ account, id }: Pick<Session, 'account' | 'id'>, epochs: Epochs) => {
		const [before, next] = epochs;
		const { texts } = await read([id]);
		const [text] = texts;
		if (!text || sessionIn(text)?.account !== account) return;
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
			// In one go, and in this order.
			const [, held] = await Promise.all([
				connection.send(['SET', keyOf(session.id), text, 'PXAT', until]),
				index(session)
			]);
			return v.parse(v.number(), held) > MOST_PER_ACCOUNT ? trim(session) : [];
		},

		touch: (ref) => see(ref, ({ secretHash }) => isSameHash(secretHash, ref.secretHash)),

		attend: (ref) => see(ref, () => true),

		async replace(secretHash, next) {
			await index(next);
			return replace(secretHash, next);
		},

		list: async (account, at) => alive(account, await idsOf(account), at),

		revoke: async (account, id) => (await end(account, [id])).length === 1,

		async revokeAll(account, except) {
			// Of those that this Redis does not know, too, and another one may.
			const before = clock.now();
			const until = new Date(before.getTime() + LIFETIMES.lasting.absoluteMs);
			await endings.record([{ of: 'account', account, before, spared: except, until }]);
			const revoked: SessionId[] = [];
			for (;;) {
				const ids = (await idsOf(account)).filter((id) => id !== except);
				if (ids.length === 0) return revoked;
				revoked.push(...(await end(account, ids)));
			}
		},

		async revokeEverybody(except) {
			const epochs = await enterEpoch(await endings.beginEpoch(await epoch()));
			if (except) await spare(except, epochs);
		}
	};
}
