/**
 * The master keys of a data folder: one line each, `id:base64url`, the newest first, which joined by commas is
 * also what the setting for master keys takes.
 */
import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { link, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

import type { Random } from '#lib/server/core/random.ts';
import {
	formatMasterKey,
	isWeakKey,
	newMasterKey,
	parseMasterKey,
	type MasterKey
} from '#lib/server/sealing/index.ts';

const OTHERS = 0o077;
const LOCK_WAIT_MS = 5000;
const RETRY_MS = 10;

type Keys = readonly [MasterKey, ...MasterKey[]];

/** The keys, made at the first call; of racing processes all get the same ones. */
export async function loadOrCreateKeyFile(path: string, random: Random): Promise<Keys> {
	return readKeyFile(path) ?? create(path, random);
}

/**
 * The keys as the file holds them at each call, so that a running server learns of a new key without a restart.
 * A file that has become unreadable changes nothing for whoever has read it before.
 */
export function watchKeyFile(path: string, first: Keys): () => Keys {
	let keys = first;
	let seen = versionOf(path);
	return () => {
		const now = versionOf(path);
		if (now === seen) return keys;
		try {
			keys = readKeyFile(path) ?? keys;
			seen = now;
		} catch {
			// Whoever starts next is told.
		}
		return keys;
	};
}

/**
 * Replaces the keys, whole or not at all. Of racing callers each sees what the one before left. What `change`
 * throws leaves the file as it is.
 */
export async function changeKeyFile(path: string, change: (keys: Keys) => Keys): Promise<Keys> {
	// The lock of a database goes with the process that holds it, however that ends; a file made as a lock would stay.
	const lock = new DatabaseSync(`${path}.lock`, { timeout: 0 });
	try {
		await hold(lock);
		const keys = readKeyFile(path);
		if (keys === undefined) throw new Error(`${path} does not exist.`);
		const changed = change(keys);
		const draft = draftOf(path, changed);
		await clearDrafts(path);
		try {
			await write(draft, changed);
			await rename(draft, path);
		} finally {
			await rm(draft, { force: true });
		}
		await sync(dirname(path));
		return changed;
	} finally {
		lock.close();
	}
}

const DRAFT = '.draft';

const draftOf = (path: string, [newest]: Keys): string => `${path}.${newest.id}${DRAFT}`;

/** Of whoever was ended halfway. They hold keys, also such as are forgotten since. */
async function clearDrafts(path: string): Promise<void> {
	const [folder, start] = [dirname(path), `${basename(path)}.`];
	const names = await readdir(folder);
	for (const name of names.filter((each) => each.startsWith(start) && each.endsWith(DRAFT)))
		await rm(join(folder, name), { force: true });
}

async function hold(lock: DatabaseSync): Promise<void> {
	for (let waited = 0; ; waited += RETRY_MS) {
		try {
			lock.exec('begin exclusive');
			return;
		} catch (error) {
			if (waited >= LOCK_WAIT_MS) throw error;
		}
		await delay(RETRY_MS);
	}
}

function versionOf(path: string): string {
	const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
	return stats ? `${stats.ino} ${stats.mtimeNs} ${stats.size}` : '';
}

/** The keys, if there is a file; of one that others can touch or that holds anything else, it throws. */
export function readKeyFile(path: string): Keys | undefined {
	const file = openExisting(path);
	if (file === undefined) return undefined;
	try {
		// Asked of the open file, so that nobody can put another in its place in between.
		if ((fstatSync(file).mode & OTHERS) !== 0) {
			throw new Error(
				`${path} can be read or changed by others. Make it private: chmod 600 ${path}`
			);
		}
		return parse(readFileSync(file, 'utf8'), path);
	} finally {
		closeSync(file);
	}
}

function openExisting(path: string): number | undefined {
	try {
		return openSync(path, 'r');
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return undefined;
		throw error;
	}
}

async function create(path: string, random: Random): Promise<Keys> {
	const made = newMasterKey(random);
	await mkdir(dirname(path), { recursive: true, mode: 0o700 });
	const draft = draftOf(path, [made]);
	try {
		await write(draft, [made]);
		// A link appears whole or not at all, and never replaces a key that something is sealed with already.
		await link(draft, path);
	} catch (error) {
		// Another process was first, and may have cleared this draft away since.
		if (!hasCode(error, 'EEXIST') && !hasCode(error, 'ENOENT')) throw error;
	} finally {
		await rm(draft, { force: true });
	}
	await sync(dirname(path));
	const stored = readKeyFile(path);
	if (stored === undefined) throw new Error(`${path} was removed while it was being made.`);
	return stored;
}

async function write(path: string, keys: Keys): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	await whole(file, () => file.writeFile(keys.map((key) => `${formatMasterKey(key)}\n`).join('')));
}

/** Without it the name of a new file may be lost when the machine stops, and with it all that was sealed since. */
async function sync(directory: string): Promise<void> {
	await whole(await open(directory, 'r'), async () => undefined);
}

async function whole(file: FileHandle, work: () => Promise<void>): Promise<void> {
	try {
		await work();
		await file.sync();
	} finally {
		await file.close();
	}
}

function parse(text: string, path: string): Keys {
	const lines = text.replace(/\n$/, '').split('\n');
	const keys = lines.map(parseMasterKey).filter((key) => key !== undefined);
	const ids = new Set(keys.map(({ id }) => id));
	const [newest, ...older] = keys;
	if (!newest || keys.length < lines.length || ids.size < keys.length) {
		throw new Error(
			`${path} does not hold master keys, a line each, as id:key with 32 bytes in base64url.`
		);
	}
	if (keys.some(({ key }) => isWeakKey(key))) {
		throw new Error(`${path} holds a key that is not random.`);
	}
	return [newest, ...older];
}

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}
