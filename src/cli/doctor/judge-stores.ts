/** Judgement over the stores. */
import type { RedisFacts, SqlFacts } from '#lib/server/shell.ts';

import { findingsOf, type Finding, type Looked } from './finding.ts';

const SLOW_MS = 50;
const LITTLE_DISK = 500 * 1024 ** 2;
/** Older ones get no mends any more. */
const OLDEST_POSTGRES = 14;
const OLDEST_REDIS = 7;

const PASSWORD_FAULT = /^(28P01|28000|NOAUTH|WRONGPASS|NOPERM)$/;

/** Where a name or password is refused the address is right. */
function unreachable(setting: string, failed: string) {
	const isPassword = PASSWORD_FAULT.test(failed);
	return {
		saw: isPassword ? `refuses who asks (${failed})` : `cannot be reached (${failed})`,
		fix: isPassword
			? `Mend name and password in ${setting}`
			: `See that it runs, and that ${setting} leads to it from this machine`
	};
}

const slow = (latencyMs: number) => ({
	saw: `takes ${latencyMs.toFixed(0)} ms to answer`,
	fix: 'Put it nearer to the server: each request asks it'
});

const { fine: fineSql, look: lookSql, wrong: wrongSql } = findingsOf('database');

function judgeLevel({ isNew, missing, unknown, isWritable }: SqlFacts): readonly Finding[] {
	const found: Finding[] = [];
	if (unknown.length > 0) {
		const saw = 'a newer version has used it';
		found.push(wrongSql({ saw, fix: 'Run that version, or restore a backup of before' }));
	}
	if (!isNew && missing.length > 0) {
		const saw = `${missing.length} migrations have not run`;
		found.push(lookSql({ saw, fix: 'Restart the server: its start runs them' }));
	}
	if (!isWritable) {
		const fix =
			'Let the name in DATABASE_URL, or the account that runs the server, own it, and see that it is no replica';
		found.push(wrongSql({ saw: 'cannot be written to', fix }));
	}
	return found;
}

const DURABLE: Readonly<Record<string, string>> = {
	fsync: 'a power cut may lose it all',
	full_page_writes: 'a power cut may lose it all',
	synchronous_commit: 'a crash takes back what was acknowledged, such as a used code'
};

function judgeDurability({ settings }: SqlFacts): readonly Finding[] {
	const faults = Object.entries(DURABLE)
		.filter(([name]) => settings[name] === 'off')
		.map(([name, why]) =>
			wrongSql({
				saw: `${name} is off: ${why}`,
				fix: `alter system set ${name} = on; select pg_reload_conf();`
			})
		);
	const { journal_mode: journal = 'wal' } = settings;
	if (journal === 'wal') return faults;
	const fix = 'Restart the server: its start sets WAL';
	return [...faults, lookSql({ saw: `its journal is ${journal}`, fix })];
}

function judgeRoom({ kind, version, latencyMs, freeBytes }: SqlFacts): readonly Finding[] {
	const found: Finding[] = [];
	if (kind === 'PostgreSQL' && Number.parseInt(version, 10) < OLDEST_POSTGRES) {
		const fix = `Move to PostgreSQL ${OLDEST_POSTGRES} or later`;
		found.push(lookSql({ saw: `PostgreSQL ${version} gets no mends any more`, fix }));
	}
	if (latencyMs > SLOW_MS) found.push(lookSql(slow(latencyMs)));
	if (freeBytes !== undefined && freeBytes < LITTLE_DISK) {
		const saw = `the disk of the data folder has ${Math.floor(freeBytes / 1024 ** 2)} MB left`;
		found.push(wrongSql({ saw, fix: 'Make room: when it is full nobody can sign in' }));
	}
	return found;
}

export function judgeDatabase(looked: Looked<SqlFacts>): readonly Finding[] {
	if ('failed' in looked) return [wrongSql(unreachable('DATABASE_URL', looked.failed))];
	const { facts } = looked;
	const found = [...judgeLevel(facts), ...judgeDurability(facts), ...judgeRoom(facts)];
	if (found.length > 0) return found;
	const { kind, version, isNew, latencyMs } = facts;
	if (isNew) return [fineSql(`${kind}, with nothing in it: the first start makes the tables`)];
	return [fineSql(`${kind} ${version}, up to date, answers in ${latencyMs.toFixed(1)} ms`)];
}

export function judgeRedis(looked: Looked<RedisFacts | undefined>): readonly Finding[] {
	const { fine, look, wrong } = findingsOf('Redis');
	if ('failed' in looked) return [wrong(unreachable('REDIS_URL', looked.failed))];
	const { facts } = looked;
	if (!facts) return [fine('none: sessions are in the data folder, for one machine')];
	const { version, evictionPolicy, isPersistent, isWritable, latencyMs } = facts;
	const found: Finding[] = [];
	if (!isWritable) {
		const fix = 'Lead REDIS_URL to the primary, and see that its memory is not full';
		found.push(wrong({ saw: 'cannot be written to', fix }));
	}
	if (evictionPolicy !== 'noeviction') {
		const saw = `maxmemory-policy is ${evictionPolicy}: when it is full, sessions and counts of guesses vanish`;
		const fix = 'redis-cli config set maxmemory-policy noeviction, and the same in redis.conf';
		found.push(wrong({ saw, fix }));
	}
	if (!isPersistent) {
		const saw =
			'keeps no file of what it does: its restart signs everybody out and forgets wrong guesses';
		found.push(
			look({ saw, fix: 'redis-cli config set appendonly yes, and the same in redis.conf' })
		);
	}
	if (Number.parseInt(version, 10) < OLDEST_REDIS) {
		const saw = `Redis ${version} gets no mends any more`;
		found.push(look({ saw, fix: `Move to Redis ${OLDEST_REDIS} or later` }));
	}
	if (latencyMs > SLOW_MS) found.push(look(slow(latencyMs)));
	return found.length > 0
		? found
		: [fine(`Redis ${version}, answers in ${latencyMs.toFixed(1)} ms`)];
}
