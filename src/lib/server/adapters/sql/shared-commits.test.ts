import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import { expect, onTestFinished, test } from 'vitest';

import { FILE_NAME, openSqliteFile } from './sqlite-file.ts';

async function open() {
	const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
	const file = openSqliteFile(folder);
	const other = new DatabaseSync(join(folder, FILE_NAME));
	onTestFinished(() => {
		file.close();
		other.close();
		rmSync(folder, { recursive: true });
	});
	await file.write('full', (db) =>
		db.exec(`create table item (name text primary key);
			create table link (item text references item deferrable initially deferred)`)
	);
	const insert = (name: string) => `insert into item values ('${name}')`;
	const add = async (name: string): Promise<void> => {
		const held = await file.begin();
		held.db.exec(insert(name));
		await held.commit();
	};
	const names = () =>
		other
			.prepare('select name from item order by name')
			.all()
			.map((row) => row['name']);
	return { file, insert, add, names };
}

test('transactions that wait for each other are committed together', async () => {
	const { add, names } = await open();
	const first = add('item 0').then(names);
	await Promise.all(Array.from({ length: 49 }, (_, at) => add(`item ${at + 1}`)));
	expect(await first).toHaveLength(50);
});

test('of many that keep coming nobody waits for more than a hundred', async () => {
	const { add, names } = await open();
	const first = add('item 0').then(names);
	await Promise.all(Array.from({ length: 249 }, (_, at) => add(`item ${at + 1}`)));
	expect(await first).toHaveLength(100);
	expect(names()).toHaveLength(250);
});

test('where others come, who comes in the same turn of the event loop has a share', async () => {
	const { add, names } = await open();
	await Promise.all([add('a'), add('b')]);
	const third = add('c').then(names);
	for (let step = 0; step < 100; step += 1) await Promise.resolve();
	await add('d');
	expect(await third).toEqual(['a', 'b', 'c', 'd']);
});

test('none is told to be committed before all are', async () => {
	const { file, insert, add, names } = await open();
	const first = await file.begin();
	const second = file.begin();
	await turn();
	first.db.exec(insert('first'));
	let isTold = false;
	const told = first.commit().then(() => void (isTold = true));
	const held = await second;
	await turn();
	expect([isTold, names()]).toEqual([false, []]);
	held.db.exec(insert('second'));
	await held.commit();
	await told;
	expect(names()).toEqual(['first', 'second']);
	await add('third');
	expect(names()).toEqual(['first', 'second', 'third']);
});

test.each([0, 1, 2])('what one undoes the others keep, if it is the one at %i', async (undone) => {
	const { file, insert, names } = await open();
	await Promise.all(
		['a', 'b', 'c'].map(async (name, at) => {
			const held = await file.begin();
			held.db.exec(insert(name));
			await (at === undone ? held.rollback() : held.commit());
		})
	);
	expect(names()).toEqual(['a', 'b', 'c'].filter((_, at) => at !== undone));
});

test('a commit that fails has failed for all of them, and for none that come later', async () => {
	const { file, add, names } = await open();
	const outcomes = await Promise.allSettled([
		add('a'),
		file.begin().then((held) => {
			held.db.exec(`insert into link values ('nothing')`);
			return held.commit();
		}),
		add('b')
	]);
	expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
	expect(names()).toEqual([]);
	await add('c');
	expect(names()).toEqual(['c']);
});

test('a transaction that closes by itself takes with it those before it, and none behind it', async () => {
	const { file, insert, add, names } = await open();
	const outcomes = await Promise.allSettled([
		add('a'),
		file.begin().then((held) => {
			held.db.exec(insert('b'));
			// As SQLite does when the disk is full.
			held.db.exec('rollback');
			return held.commit();
		}),
		add('c')
	]);
	expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
	expect(names()).toEqual(['c']);
});

test('a file that is closed before the commit refuses all who have a share', async () => {
	const file = openSqliteFile(undefined);
	const empty = async () => (await file.begin()).commit();
	await Promise.all([empty(), empty()]);
	const outcomes = Promise.allSettled([empty(), empty()]);
	for (let step = 0; step < 100; step += 1) await Promise.resolve();
	file.close();
	expect(await outcomes).toMatchObject([
		{ reason: { code: 'stores.unavailable' } },
		{ reason: { code: 'stores.unavailable' } }
	]);
});

test('a statement that waits is written after those before it, and by itself', async () => {
	const { file, insert, add, names } = await open();
	const outcomes = await Promise.allSettled([
		add('a'),
		file.write('normal', (db) => db.exec(insert('b'))),
		add('c'),
		file.write('full', (db) => db.exec(insert('d')))
	]);
	expect(outcomes.map(({ status }) => status)).not.toContain('rejected');
	expect(names()).toEqual(['a', 'b', 'c', 'd']);
});
