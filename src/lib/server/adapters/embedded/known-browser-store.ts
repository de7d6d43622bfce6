import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import {
	KNOWN_FOR_MS,
	MOST_PER_ACCOUNT,
	type KnownBrowserId,
	type KnownBrowserStore
} from '#lib/server/known-browsers/index.ts';
import { prepared, type SqliteFile } from '../sql/sqlite-file.ts';
import type { Sweep } from './sweep.ts';

const Row = v.object({
	id: v.custom<KnownBrowserId>((input) => typeof input === 'string'),
	since: v.number(),
	seen_at: v.number(),
	user_agent: v.string()
});

const ADD = `insert or replace into volatile_known_browser
	(account, id, since, seen_at, user_agent, expires_at)
	values (:account, :id, :since, :seenAt, :userAgent, :expiresAt)`;
const TRIM = `delete from volatile_known_browser where account = :account and id not in
	(select id from volatile_known_browser where account = :account
		order by seen_at desc, id limit ${MOST_PER_ACCOUNT})`;
const LIST = `select id, since, seen_at, user_agent from volatile_known_browser
	where account = :account and expires_at > :now order by seen_at desc, id`;
const RENEW = `update volatile_known_browser
	set seen_at = :seenAt, user_agent = :userAgent, expires_at = :expiresAt
	where account = :account and id = :id and expires_at > :now`;
const REVOKE = 'delete from volatile_known_browser where account = :account and id = :id';
const REVOKE_ALL = 'delete from volatile_known_browser where account = :account';

/** Known browsers in SQLite. */
export function createKnownBrowserStore(deps: {
	file: SqliteFile;
	clock: Clock;
	sweep: Sweep;
}): KnownBrowserStore {
	const { file, clock, sweep } = deps;
	const now = () => clock.now().getTime();

	const list: KnownBrowserStore['list'] = async (account) => {
		const live = { account, now: now() };
		const rows = await file.read((db) => prepared(db, LIST).all(live));
		return rows.map((row) => {
			const { id, since, seen_at, user_agent: userAgent } = v.parse(Row, row);
			return { id, since: new Date(since), seenAt: new Date(seen_at), userAgent };
		});
	};

	return {
		list,

		async add(account, { id, since, seenAt, userAgent }) {
			const row = { id, since: since.getTime(), ...timesOf(seenAt), userAgent };
			await file.write('normal', (db) => prepared(db, ADD).run({ account, ...row }));
			await file.write('normal', (db) => prepared(db, TRIM).run({ account }));
			await sweep();
		},

		async find(account, ids) {
			const known = new Set((await list(account)).map(({ id }) => id));
			return ids.find((id) => known.has(id));
		},

		async renew(account, { id, seenAt, userAgent }) {
			const row = { account, id, userAgent, ...timesOf(seenAt), now: now() };
			const { changes } = await file.write('normal', (db) => prepared(db, RENEW).run(row));
			return changes === 1;
		},

		async revoke(account, id) {
			const wasThere = (await list(account)).some((browser) => browser.id === id);
			const { changes } = await file.write('full', (db) =>
				prepared(db, REVOKE).run({ account, id })
			);
			return wasThere && changes === 1;
		},

		async revokeAll(account) {
			await file.write('full', (db) => prepared(db, REVOKE_ALL).run({ account }));
		}
	};
}

function timesOf(seenAt: Date) {
	return { seenAt: seenAt.getTime(), expiresAt: seenAt.getTime() + KNOWN_FOR_MS };
}
