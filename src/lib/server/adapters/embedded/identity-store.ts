import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import { IDENTITY_MS, type IdentityStore } from '#lib/server/identities/index.ts';
import { prepared, type SqliteFile } from '../sql/sqlite-file.ts';
import type { Sweep } from './sweep.ts';

const Row = v.object({ version: v.number(), data: v.nullable(v.string()) });

const FIND = `select version, data from volatile_identity
	where account = :account and expires_at > :now`;
const PUT = `insert into volatile_identity (account, version, expires_at, data)
	values (:account, :version, :expiresAt, :data)
	on conflict (account) do update
		set version = excluded.version, expires_at = excluded.expires_at, data = excluded.data
		where excluded.version >= volatile_identity.version or volatile_identity.expires_at <= :now`;

/** What others are told of accounts, in SQLite. */
export function createIdentityStore(deps: {
	file: SqliteFile;
	clock: Clock;
	sweep: Sweep;
}): IdentityStore {
	const { file, clock, sweep } = deps;
	const now = () => clock.now().getTime();

	const rowOf: (
		...given: Parameters<IdentityStore['put']>
	) => Record<string, string | number | null> = (account, { version, data = null }) => ({
		account,
		version,
		data,
		now: now(),
		expiresAt: now() + IDENTITY_MS
	});

	return {
		async find(account) {
			const found = await file.read((db) => prepared(db, FIND).get({ account, now: now() }));
			if (!found) return undefined;
			const { version, data } = v.parse(Row, found);
			return { version, data: data ?? undefined };
		},

		async put(account, kept) {
			await file.write('normal', (db) => prepared(db, PUT).run(rowOf(account, kept)));
			await sweep();
		},

		async hold(account, version) {
			// It takes away, so it has to outlive a power cut.
			await file.write('full', (db) => prepared(db, PUT).run(rowOf(account, { version })));
		}
	};
}
