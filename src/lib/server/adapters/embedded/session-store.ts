import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import {
	MOST_PER_ACCOUNT,
	type Session,
	type SessionStore,
	type StoredSession
} from '#lib/server/sessions/index.ts';
import { SLIDE_EVERY_MS, toRecord, toSession } from '../session-record.ts';
import { prepared, type SqliteFile } from '../sql/sqlite-file.ts';
import type { Sweep } from './sweep.ts';

const Row = v.object({
	last_seen_at: v.number(),
	expires_at: v.number(),
	ends_at: v.number(),
	data: v.string()
});

interface Shown {
	readonly id: SessionId;
	readonly secretHash: string | null;
	readonly at: Date;
}

const Revoked = v.object({
	id: v.pipe(
		v.string(),
		v.transform((id) => id as SessionId)
	),
	expires_at: v.number()
});

const SAVE = `insert or replace into volatile_session
	(id, secret_hash, account, last_seen_at, expires_at, ends_at, data)
	values (:id, :secretHash, :account, :lastSeenAt, :expiresAt, :endsAt, :data)`;
const TRIM = `delete from volatile_session where account = :account and id is not :id and id not in
	(select id from volatile_session where account = :account and id is not :id and expires_at > :now
		order by last_seen_at desc, id limit ${MOST_PER_ACCOUNT - 1})
	returning id, expires_at`;
/** Where `secretHash` is null it does not matter. */
const SHOWN = 'id = :id and (:secretHash is null or secret_hash = :secretHash)';
const FIND = `select last_seen_at, expires_at, ends_at, data from volatile_session
	where ${SHOWN}`;
const SLIDE = `update volatile_session set last_seen_at = :at, expires_at = :next
	where ${SHOWN}
		and last_seen_at = :last_seen_at and expires_at = :expires_at and ends_at = :ends_at
	returning last_seen_at, expires_at, ends_at, data`;
const FORGET = `delete from volatile_session where ${SHOWN}`;
const REPLACE = `update volatile_session
	set secret_hash = :secretHash, last_seen_at = :lastSeenAt, expires_at = :expiresAt,
		ends_at = :endsAt, data = :data
	where id = :id and account = :account and secret_hash = :replacedHash and expires_at > :now`;
const LIST = `select last_seen_at, expires_at, ends_at, data from volatile_session
	where account = :account and expires_at > :at order by last_seen_at desc, id`;
const REVOKE = `delete from volatile_session where id = :id and account = :account
	returning id, expires_at`;
const REVOKE_ALL = `delete from volatile_session where account = :account and id is not :except
	returning id, expires_at`;

const REVOKE_EVERYBODY = `delete from volatile_session
	where not (id is :id and account is :account)`;

/**
 * Sessions in SQLite.
 *
 * What gives a right may be written with `normal` durability: lost to a power cut, it signs someone out.
 * What takes one away must be on disk when it is acknowledged, or the cut would bring the right back.
 */
export function createSessionStore(deps: {
	file: SqliteFile;
	clock: Clock;
	sweep: Sweep;
}): SessionStore {
	const { file, clock, sweep } = deps;

	/** Those of deleted rows that were alive. */
	const aliveOf = (rows: readonly unknown[]) => {
		const now = clock.now().getTime();
		const revoked = rows.map((row) => v.parse(Revoked, row));
		return revoked.filter((row) => row.expires_at > now).map((row) => row.id);
	};

	const revoke = async (statement: string, parameters: Record<string, string | null>) =>
		aliveOf(await file.write('full', (db) => prepared(db, statement).all(parameters)));

	const see = async ({ id, secretHash, at }: Shown): Promise<Session | undefined> => {
		const now = at.getTime();
		const found = await file.read((db) => prepared(db, FIND).get({ id, secretHash }));
		const row = found && v.parse(Row, found);
		if (!row) return undefined;
		if (row.expires_at <= now || row.ends_at <= now) {
			// No clock that is set back brings back what has been refused.
			await file.write('full', (db) => prepared(db, FORGET).run({ id, secretHash }));
			return undefined;
		}
		const sinceSeen = now - row.last_seen_at;
		if (sinceSeen < SLIDE_EVERY_MS) return toSession(recordOf(row));

		const { last_seen_at, expires_at, ends_at } = row;
		const next = Math.min(expires_at + sinceSeen, ends_at);
		const slide = { id, secretHash, at: now, next, last_seen_at, expires_at, ends_at };
		const [slid] = await file.write('normal', (db) => prepared(db, SLIDE).all(slide));
		// Revoked, replaced or moved on since it was read: only the row can tell which.
		if (!slid) return see({ id, secretHash, at });
		return toSession(recordOf(v.parse(Row, slid)));
	};

	return {
		async save(session) {
			const { account, id } = session;
			const now = clock.now().getTime();
			await file.write('normal', (db) => prepared(db, SAVE).run(parametersOf(session)));
			const trimmed = await file.write('normal', (db) =>
				prepared(db, TRIM).all({ account, id, now })
			);
			await sweep();
			return aliveOf(trimmed);
		},

		touch: see,

		attend: (ref) => see({ ...ref, secretHash: null }),

		async replace(secretHash, next) {
			const parameters = {
				...parametersOf(next),
				replacedHash: secretHash,
				now: clock.now().getTime()
			};
			const { changes } = await file.write('full', (db) => prepared(db, REPLACE).run(parameters));
			return changes === 1;
		},

		async list(account, at) {
			const parameters = { account, at: at.getTime() };
			const rows = await file.read((db) => prepared(db, LIST).all(parameters));
			return rows.map((row) => toSession(recordOf(v.parse(Row, row))));
		},

		async revoke(account, id) {
			return (await revoke(REVOKE, { account, id })).length === 1;
		},

		revokeAll: (account: AccountId, except?: SessionId) =>
			revoke(REVOKE_ALL, { account, except: except ?? null }),

		async revokeEverybody(except) {
			const spared = { account: except?.account ?? null, id: except?.id ?? null };
			await file.write('full', (db) => prepared(db, REVOKE_EVERYBODY).run(spared));
		}
	};
}

function parametersOf(session: StoredSession) {
	return {
		id: session.id,
		secretHash: session.secretHash,
		account: session.account,
		endsAt: session.endsAt.getTime(),
		...toRecord(session)
	};
}

function recordOf(row: v.InferOutput<typeof Row>) {
	return { lastSeenAt: row.last_seen_at, expiresAt: row.expires_at, data: row.data };
}
