import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Random } from '#lib/server/core/random.ts';
import type { MasterKey } from '#lib/server/sealing/index.ts';

const FILE_NAME = 'master.key';
const KEY_BYTES = 32;
const OTHERS = 0o077;

/**
 * The master key of a data folder, made at the first call; of racing processes all get the same one. The file holds
 * one line, `id:base64url`, which is also what the setting for master keys takes.
 */
export async function loadOrCreateKeyFile(directory: string, random: Random): Promise<MasterKey> {
	const path = join(directory, FILE_NAME);
	return (await load(path)) ?? create(path, random);
}

async function load(path: string): Promise<MasterKey | undefined> {
	const file = await openExisting(path);
	if (file === undefined) return undefined;
	try {
		// Asked of the open file, so that nobody can put another in its place in between.
		const { mode } = await file.stat();
		if ((mode & OTHERS) !== 0) {
			throw new Error(
				`${path} can be read or changed by others. Make it private: chmod 600 ${path}`
			);
		}
		return parseKey(await file.readFile('utf8'), path);
	} finally {
		await file.close();
	}
}

async function openExisting(path: string): Promise<FileHandle | undefined> {
	try {
		return await open(path, 'r');
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return undefined;
		throw error;
	}
}

async function create(path: string, random: Random): Promise<MasterKey> {
	const id = Buffer.from(random.bytes(6)).toString('base64url');
	const key = random.bytes(KEY_BYTES);
	await mkdir(dirname(path), { recursive: true, mode: 0o700 });
	const draft = `${path}.${id}`;
	await write(draft, `${id}:${Buffer.from(key).toString('base64url')}\n`);
	try {
		// A link appears whole or not at all, and never replaces a key that something is sealed with already.
		await link(draft, path);
	} catch (error) {
		if (!hasCode(error, 'EEXIST')) throw error;
	} finally {
		await rm(draft);
	}
	await sync(dirname(path));
	const stored = await load(path);
	if (stored === undefined) throw new Error(`${path} was removed while it was being made.`);
	return stored;
}

async function write(path: string, text: string): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		await file.writeFile(text);
		await file.sync();
	} finally {
		await file.close();
	}
}

/** Without it the name of a new file may be lost when the machine stops, and with it all that was sealed since. */
async function sync(directory: string): Promise<void> {
	const handle = await open(directory, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

function parseKey(text: string, path: string): MasterKey {
	const [, id = '', encoded = ''] = /^([^:,\s]+):([\w-]+)\n?$/.exec(text) ?? [];
	const key = Buffer.from(encoded, 'base64url');
	if (key.length !== KEY_BYTES || key.toString('base64url') !== encoded) {
		throw new Error(`${path} does not hold one master key, as id:key with 32 bytes in base64url.`);
	}
	return { id, key: Uint8Array.from(key) };
}

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
