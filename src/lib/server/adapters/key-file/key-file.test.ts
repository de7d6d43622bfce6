import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { secureRandom } from '#lib/server/core/random.ts';
import { loadOrCreateKeyFile } from './index.ts';

let directory: string;
let path: string;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'latchkey-key-'));
	path = join(directory, 'master.key');
});

afterEach(() => rm(directory, { recursive: true }));

const put = (text: string) => writeFile(path, text, { mode: 0o600 });

test('the first start makes a key that only its owner can read, and nothing else', async () => {
	const { id, key } = await loadOrCreateKeyFile(directory, secureRandom);
	expect(key).toHaveLength(32);
	const line = `${id}:${Buffer.from(key).toString('base64url')}\n`;
	await expect(readFile(path, 'utf8')).resolves.toBe(line);
	expect((await stat(path)).mode & 0o777).toBe(0o600);
	await expect(readdir(directory)).resolves.toEqual(['master.key']);
});

test('the next start finds the same key', async () => {
	const made = await loadOrCreateKeyFile(directory, secureRandom);
	await expect(loadOrCreateKeyFile(directory, secureRandom)).resolves.toEqual(made);
});

test('a data folder that does not exist is made, private', async () => {
	const inside = join(directory, 'data', 'latchkey');
	await loadOrCreateKeyFile(inside, secureRandom);
	expect((await stat(inside)).mode & 0o077).toBe(0);
});

test('of many processes that start at once, all get the same key', async () => {
	const starts = Array.from({ length: 20 }, () => loadOrCreateKeyFile(directory, secureRandom));
	const ids = (await Promise.all(starts)).map(({ id }) => id);
	expect(new Set(ids).size).toBe(1);
	await expect(readdir(directory)).resolves.toEqual(['master.key']);
});

test.each([0o640, 0o604, 0o620, 0o602, 0o644])('a file of mode %o is refused', async (mode) => {
	await loadOrCreateKeyFile(directory, secureRandom);
	await chmod(path, mode);
	await expect(loadOrCreateKeyFile(directory, secureRandom)).rejects.toThrow('chmod 600');
});

test.each(['', 'a', 'a:', ':AAAA', 'a:AAAA', `a:${'A'.repeat(42)}B`, `a:${'A'.repeat(43)}\nb`])(
	'a file that holds %j is refused, not replaced, and not shown',
	async (text) => {
		await put(text);
		const refused = loadOrCreateKeyFile(directory, secureRandom);
		await expect(refused).rejects.toThrow('does not hold one master key');
		await expect(refused).rejects.not.toThrow('AAAA');
		await expect(readFile(path, 'utf8')).resolves.toBe(text);
	}
);

test('a key that the operator wrote is taken, with or without its line end', async () => {
	for (const end of ['', '\n']) {
		await put(`2026-11:${'A'.repeat(43)}${end}`);
		await expect(loadOrCreateKeyFile(directory, secureRandom)).resolves.toEqual({
			id: '2026-11',
			key: new Uint8Array(32)
		});
	}
});
