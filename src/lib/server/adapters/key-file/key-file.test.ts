import { mkdirSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { secureRandom } from '#lib/server/core/random.ts';
import { formatMasterKey, newMasterKey } from '#lib/server/sealing/index.ts';
import { changeKeyFile, loadOrCreateKeyFile, watchKeyFile } from './index.ts';

let directory: string;
let path: string;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'latchkey-key-'));
	path = join(directory, 'master.key');
});

afterEach(() => rm(directory, { recursive: true }));

const load = () => loadOrCreateKeyFile(path, secureRandom);
const put = (text: string) => writeFile(path, text, { mode: 0o600 });
const sample = () => formatMasterKey(newMasterKey(secureRandom));

test('the first start makes a key that only its owner can read, and nothing else', async () => {
	const [made, ...more] = await load();
	expect(made.key).toHaveLength(32);
	expect(more).toEqual([]);
	await expect(readFile(path, 'utf8')).resolves.toBe(`${formatMasterKey(made)}\n`);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	await expect(readdir(directory)).resolves.toEqual(['master.key']);
});

test('the next start finds the same key', async () => {
	const made = await load();
	await expect(load()).resolves.toEqual(made);
});

test('a data folder that does not exist is made, private', async () => {
	const inside = join(directory, 'data', 'latchkey');
	await loadOrCreateKeyFile(join(inside, 'master.key'), secureRandom);
	expect((await stat(inside)).mode & 0o077).toBe(0);
});

test('of many processes that start at once, all get the same key', async () => {
	const starts = Array.from({ length: 20 }, load);
	const ids = (await Promise.all(starts)).map(([{ id }]) => id);
	expect(new Set(ids).size).toBe(1);
	await expect(readdir(directory)).resolves.toEqual(['master.key']);
});

test.each([0o640, 0o604, 0o620, 0o602, 0o644])('a file of mode %o is refused', async (mode) => {
	await load();
	await chmod(path, mode);
	await expect(load()).rejects.toThrow('chmod 600');
});

const short = sample().slice(0, -1);
const twice = sample();
test.each([
	'',
	'a',
	'a:',
	':AAAA',
	'a:AAAA',
	`${short}B\n`,
	`${sample()}\nb`,
	`${sample()}\n\n${sample()}`,
	`${twice}\n${twice}`,
	`a:${'A'.repeat(43)}`
])('a file that holds %j is refused, not replaced, and not shown', async (text) => {
	await put(text);
	await expect(load()).rejects.toThrow(/does not hold master keys|not random/);
	await expect(load()).rejects.not.toThrow(/[\w-]{40}/);
	await expect(readFile(path, 'utf8')).resolves.toBe(text);
});

test('keys that the operator wrote are taken in their order, with or without the last line end', async () => {
	const lines = [sample(), sample()];
	for (const end of ['', '\n']) {
		await put(`${lines.join('\n')}${end}`);
		expect((await load()).map(formatMasterKey)).toEqual(lines);
	}
});

test('a change is whole, private, and seen by whoever has read the file before', async () => {
	const watch = watchKeyFile(path, await load());
	const [old] = watch();
	const added = newMasterKey(secureRandom);
	await changeKeyFile(path, (keys) => [added, ...keys]);
	expect(watch()).toEqual([added, old]);
	await expect(load()).resolves.toEqual([added, old]);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('of many changes at once none is lost', async () => {
	const [first] = await load();
	const added = Array.from({ length: 10 }, () => newMasterKey(secureRandom));
	await Promise.all(added.map((each) => changeKeyFile(path, (keys) => [each, ...keys])));
	expect(new Set((await load()).map(({ id }) => id))).toEqual(
		new Set([first, ...added].map(({ id }) => id))
	);
});

test('a change that fails, or a file that is broken meanwhile, takes no key away', async () => {
	const keys = await load();
	const watch = watchKeyFile(path, keys);
	const failing = changeKeyFile(path, () => {
		throw new Error('no');
	});
	await expect(failing).rejects.toThrow('no');
	await expect(load()).resolves.toEqual(keys);
	await writeFile(path, 'nonsense');
	expect(watch()).toEqual(keys);
	await rm(path);
	expect(watch()).toEqual(keys);
});

test('what a change or a first start that was cut short has left behind holds keys, and goes with the next', async () => {
	const [first] = await load();
	for (const name of [first.id, 'other']) await writeFile(`${path}.${name}.draft`, 'keys');
	await writeFile(`${path}.copy`, 'of the operator');
	await changeKeyFile(path, (keys) => keys);
	await expect(load()).resolves.toEqual([first]);
	const left = ['master.key', 'master.key.copy', 'master.key.lock'];
	expect((await readdir(directory)).sort()).toEqual(left);
});

test('a change that cannot take the place of the file leaves no draft of it', async () => {
	await load();
	const failing = changeKeyFile(path, (keys) => {
		rmSync(path);
		mkdirSync(path);
		return keys;
	});
	await expect(failing).rejects.toThrow();
	expect((await readdir(directory)).sort()).toEqual(['master.key', 'master.key.lock']);
});
