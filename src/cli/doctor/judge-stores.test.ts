import { expect, test } from 'vitest';

import type { RedisFacts, SqlFacts } from '#lib/server/shell.ts';

import { judgeDatabase, judgeRedis } from './judge-stores.ts';

const sqlite: SqlFacts = {
	kind: 'SQLite',
	isNew: false,
	version: '3.51.0',
	isWritable: true,
	missing: [],
	unknown: [],
	settings: { journal_mode: 'wal' },
	latencyMs: 0.2,
	aheadMs: undefined,
	freeBytes: 40 * 1024 ** 3
};
const postgres: SqlFacts = {
	...sqlite,
	kind: 'PostgreSQL',
	version: '17.2',
	settings: { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' },
	aheadMs: 3,
	freeBytes: undefined
};
const off = (name: string) => ({ ...postgres, settings: { ...postgres.settings, [name]: 'off' } });

test.each<[string, SqlFacts, string]>([
	['SQLite in order', sqlite, 'fine'],
	['PostgreSQL in order', postgres, 'fine'],
	['nothing in it yet', { ...sqlite, isNew: true, missing: ['0001_accounts'] }, 'fine'],
	['used by a newer version', { ...sqlite, unknown: ['9999_future'] }, 'wrong'],
	['migrations that have not run', { ...postgres, missing: ['0007_administration'] }, 'look'],
	['no right to write', { ...postgres, isWritable: false }, 'wrong'],
	['no fsync', off('fsync'), 'wrong'],
	['no full pages', off('full_page_writes'), 'wrong'],
	['commits that are not waited for', off('synchronous_commit'), 'wrong'],
	['a journal of another kind', { ...sqlite, settings: { journal_mode: 'delete' } }, 'look'],
	['an old PostgreSQL', { ...postgres, version: '13.4' }, 'look'],
	['a slow answer', { ...postgres, latencyMs: 80 }, 'look'],
	['a disk about full', { ...sqlite, freeBytes: 100 * 1024 ** 2 }, 'wrong']
])('database: %s', (_, facts, verdict) => {
	expect(judgeDatabase({ facts }).map((each) => each.verdict)).toEqual([verdict]);
});

test('everything that is wrong with a database is said', () => {
	const facts = { ...off('fsync'), isWritable: false, latencyMs: 80 };
	expect(judgeDatabase({ facts })).toHaveLength(3);
});

const redis: RedisFacts = {
	version: '7.4.1',
	evictionPolicy: 'noeviction',
	isPersistent: true,
	isWritable: true,
	latencyMs: 0.4,
	aheadMs: 2
};

test.each<[string, RedisFacts | undefined, string]>([
	['in order', redis, 'fine'],
	['none', undefined, 'fine'],
	['one that forgets when it is full', { ...redis, evictionPolicy: 'allkeys-lru' }, 'wrong'],
	['one that keeps no file', { ...redis, isPersistent: false }, 'look'],
	['one that takes no value', { ...redis, isWritable: false }, 'wrong'],
	['an old one', { ...redis, version: '6.2.1' }, 'look'],
	['a slow one', { ...redis, latencyMs: 80 }, 'look']
])('Redis: %s', (_, facts, verdict) => {
	expect(judgeRedis({ facts }).map((each) => each.verdict)).toEqual([verdict]);
});

test('a store that is away is told from one that refuses a password', () => {
	for (const judge of [judgeDatabase, judgeRedis]) {
		const [away] = judge({ failed: 'ECONNREFUSED' });
		const [refused] = judge({ failed: '28P01' });
		expect([away?.verdict, refused?.verdict]).toEqual(['wrong', 'wrong']);
		expect(away?.fix).not.toBe(refused?.fix);
	}
	expect(judgeRedis({ failed: 'WRONGPASS' })[0]?.fix).toContain('password');
});
