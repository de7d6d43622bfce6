/** Files that hold secrets: private, whole or not there, and on disk when it is said that they are. */
import { link, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import type { ArchiveFile } from '#lib/server/backup/index.ts';

import { CommandError } from './command.ts';

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}

async function writeDraft(path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		for await (const each of bytes) await file.writeFile(each);
		await file.sync();
	} finally {
		await file.close();
	}
}

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	await handle.sync().finally(() => handle.close());
}

/** Writes aside and links into place, so that a file of this name is whole, and none is ever overwritten. */
export async function writeNewFile(path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
	const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
	try {
		await writeDraft(draft, bytes);
		await link(draft, path);
		await syncFolder(dirname(path));
	} catch (error) {
		if (!hasCode(error, 'EEXIST')) throw error;
		throw new CommandError(`${path} exists already. Give the name of a new file.`);
	} finally {
		await rm(draft, { force: true });
	}
}

export async function openArchive(path: string): Promise<ArchiveFile & { close(): Promise<void> }> {
	const file = await open(path, 'r');
	const { size } = await file.stat();
	return {
		size,
		async read(at, length) {
			const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, at);
			return buffer.subarray(0, bytesRead);
		},
		close: () => file.close()
	};
}
