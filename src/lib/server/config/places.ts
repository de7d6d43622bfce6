/** The data folder and the key file as they lie on disk: only the server's own account may touch them. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

const OTHERS = 0o027;
const ANYBODY_ELSE = 0o077;
/** What a data folder calls its file of master keys. */
export const KEY_FILE = 'master.key';

/** What is found on disk; `undefined` where there is nothing yet. */
export interface PlaceFacts {
	readonly folder: { readonly isFolder: boolean; readonly mode: number } | undefined;
	/** Whether the folder, or what it would be made in, can be written to. */
	readonly isWritable: boolean;
	readonly keyFileMode: number | undefined;
}

export interface PlaceFault {
	readonly problem: string;
	readonly remedy: string;
}

function isWritable(path: string): boolean {
	try {
		accessSync(path, constants.W_OK);
		return true;
	} catch {
		return false;
	}
}

/** Also where a file stands in the way. */
function statOf(path: string) {
	try {
		return statSync(path, { throwIfNoEntry: false });
	} catch {
		return undefined;
	}
}

export function lookAtPlace(dataDir: string): PlaceFacts {
	const folder = statOf(dataDir);
	let nearest = dataDir;
	while (!existsSync(nearest)) nearest = dirname(nearest);
	const isUnderFolder = statOf(nearest)?.isDirectory() ?? false;
	return {
		folder: folder && { isFolder: folder.isDirectory(), mode: folder.mode },
		isWritable: isUnderFolder && isWritable(nearest),
		keyFileMode: statOf(join(dataDir, KEY_FILE))?.mode
	};
}

export function judgePlace(dataDir: string, facts: PlaceFacts): PlaceFault | undefined {
	const { folder, keyFileMode = 0 } = facts;
	if (folder && !folder.isFolder) {
		return { problem: 'is not a folder', remedy: 'Example: ./data' };
	}
	if (!facts.isWritable) {
		const remedy = `Let the account that runs the server own it: chown -R "$(id -u)" ${dataDir}`;
		return { problem: 'cannot be written to', remedy };
	}
	if (folder && (folder.mode & OTHERS) !== 0) {
		const remedy = `Make it private: chmod 700 ${dataDir}`;
		return { problem: 'can be read or changed by others', remedy };
	}
	if ((keyFileMode & ANYBODY_ELSE) !== 0) {
		const remedy = `Make it private: chmod 600 ${join(dataDir, KEY_FILE)}`;
		return { problem: 'holds a key file that others can read or change', remedy };
	}
	return undefined;
}
