/**
 * Fills the stores up to a number of accounts and sessions with copies of one, made by the stores themselves. Nobody
 * signs in to a copy; it takes the place that an account takes.
 */
import pg from 'pg';
import { createClient } from 'redis';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const SLICE = 20_000;

/** Each statement copies the template's row under the random name that `name` makes. */
const fillSql = ({ series, name }) => [
	`create temporary table filler as select ${name} as name from ${series}`,
	`insert into account (id, username, email, is_email_proven, role, status, user_handle, created_at)
	select 'acc_' || name, 'filler-' || name, name || '@example.org', is_email_proven, role, status,
		name || user_handle, created_at from filler, (select * from account limit 1) as template`,
	`insert into identifier (normal, kind, account)
	select 'filler-' || name, 'username', 'acc_' || name from filler`,
	`insert into factor (id, account, method, label, state, version, created_at)
	select 'fct_' || name, 'acc_' || name, method, label, state, version, created_at
		from filler, (select * from factor where method = 'passwords' limit 1) as template`,
	'drop table filler'
];

export function fillSqlite(folder, count) {
	if (count === 0) return;
	const database = new DatabaseSync(join(folder, 'data', 'latchkey.sqlite'));
	database.exec('pragma synchronous = off; pragma foreign_keys = off; begin');
	const series = `(with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select i from n)`;
	for (const statement of fillSql({ series, name: 'lower(hex(randomblob(11)))' }))
		database.exec(statement);
	database.exec('commit; pragma wal_checkpoint(truncate); analyze');
	database.close();
}

export async function fillPostgres(url, count) {
	if (count === 0) return;
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	const series = `generate_series(1, ${count}) as i`;
	const name = "substr(md5(i::text || 'filler'), 1, 22)";
	for (const statement of fillSql({ series, name })) await client.query(statement);
	await client.query('vacuum analyze');
	await client.end();
}

/** Copies a session and its account's list under other names. */
const COPY = `
local session, list = redis.call('DUMP', KEYS[1]), redis.call('DUMP', KEYS[2])
for i = ARGV[1], ARGV[2] do
	local name = string.sub(redis.sha1hex(i), 1, 22)
	redis.call('RESTORE', 'lk:session:ses_' .. name, ARGV[3], session)
	redis.call('RESTORE', 'lk:sessions:acc_' .. name, ARGV[3], list)
end
return 1`;
const LIFETIME_MS = 24 * 60 * 60_000;

export async function fillRedis(url, count) {
	const client = await createClient({ url, commandOptions: { timeout: 0 } }).connect();
	const first = async (pattern) => {
		for await (const page of client.scanIterator({ MATCH: pattern })) {
			const [key] = [page].flat();
			if (key) return key;
		}
		throw new Error(`There is no ${pattern} to copy.`);
	};
	if (count > 0) {
		const keys = [await first('lk:session:*'), await first('lk:sessions:*')];
		for (let at = 0; at < count; at += SLICE) {
			const to = Math.min(at + SLICE, count) - 1;
			await client.eval(COPY, { keys, arguments: [at, to, LIFETIME_MS].map(String) });
		}
	}
	await client.close();
}
