/**
 * The file of a backup: lines of text, compressed, then encrypted in frames under a data key of its own, which a
 * master key seals. It cannot be shortened, reordered, or changed in its header, and a checksum tells damage from a
 * wrong key.
 *
 *   LATCHKEY BACKUP 1 \n header as JSON \n (length (4) | frame)… | SHA-256 of all before (32)
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';

import * as v from 'valibot';

import type { Random } from '#lib/server/core/random.ts';
import {
	decrypt,
	encrypt,
	fingerprintOf,
	KEY_BYTES,
	NONCE_BYTES,
	type MasterKey,
	type Sealer
} from '#lib/server/sealing/index.ts';
import { BackupError } from './backup-error.ts';

const MAGIC = 'LATCHKEY BACKUP';
const VERSION = 1;
const FRAME_BYTES = 256 * 1024;
const TAG_ROOM = 64;
const DIGEST_BYTES = 32;
const LONGEST_HEADER = 4096;

const Header = v.object({
	id: v.string(),
	madeAt: v.pipe(v.string(), v.isoTimestamp()),
	/** Of the master key that opens it. */
	keyId: v.string(),
	fingerprint: v.string(),
	/** The data key, sealed. */
	key: v.string()
});

export type ArchiveHeader = v.InferOutput<typeof Header>;

interface Sealing {
	readonly sealer: Sealer;
	/** Newest first. */
	readonly keys: readonly MasterKey[];
}

const placeOf = (id: string) => ({ table: 'backup', column: 'key', row: id });

function frameInputs(head: string) {
	const headDigest = createHash('sha256').update(head).digest('base64url');
	/** A key is used for one file, so that a count is enough. @see NIST SP 800-38D §8.2.1 */
	return (index: number, isLast: boolean) => {
		const nonce = Buffer.alloc(NONCE_BYTES);
		nonce.writeUInt32BE(index, NONCE_BYTES - 4);
		return { nonce, aad: Buffer.from(JSON.stringify([MAGIC, headDigest, index, isLast])) };
	};
}

/** The same bytes in pieces of one size, the last of which may be shorter, each with whether it is the last. */
async function* framed(chunks: AsyncIterable<Buffer>) {
	let held = Buffer.alloc(0);
	for await (const chunk of chunks) {
		held = Buffer.concat([held, chunk]);
		while (held.length > FRAME_BYTES) {
			yield { piece: held.subarray(0, FRAME_BYTES), isLast: false };
			held = held.subarray(FRAME_BYTES);
		}
	}
	yield { piece: held, isLast: true };
}

/** The bytes of the file. The lines are taken as they are needed. */
export async function* writeArchive(
	lines: AsyncIterable<string>,
	made: Sealing & { readonly random: Random; readonly madeAt: Date }
): AsyncGenerator<Buffer> {
	const { sealer, keys, random, madeAt } = made;
	const [newest] = keys;
	if (!newest) throw new BackupError('There is no master key to seal a backup with.');
	const id = Buffer.from(random.bytes(16)).toString('base64url');
	const key = random.bytes(KEY_BYTES);
	const header: ArchiveHeader = {
		id,
		madeAt: madeAt.toISOString(),
		keyId: newest.id,
		fingerprint: fingerprintOf(newest),
		key: sealer.seal(key, placeOf(id))
	};
	const head = `${MAGIC} ${VERSION}\n${JSON.stringify(header)}\n`;
	const inputs = frameInputs(head);
	const digest = createHash('sha256');
	const hashed = (bytes: Buffer) => {
		digest.update(bytes);
		return bytes;
	};

	yield hashed(Buffer.from(head));
	const text = Readable.from(lines, { objectMode: true }).map((line: string) => `${line}\n`);
	const zipped = text.pipe(createGzip());
	// What goes wrong with the lines must end the file, not wait for more of them.
	text.once('error', (error) => zipped.destroy(error));
	let index = 0;
	for await (const { piece, isLast } of framed(zipped)) {
		const box = encrypt(piece, { key, ...inputs(index, isLast) });
		const length = Buffer.alloc(4);
		length.writeUInt32BE(box.length);
		yield hashed(Buffer.concat([length, box]));
		index += 1;
	}
	yield digest.digest();
}

/** What a file is read from: by place, since the checksum at its end is looked at before anything else. */
export interface ArchiveFile {
	readonly size: number;
	read(at: number, length: number): Promise<Buffer>;
}

const damaged = (): BackupError =>
	new BackupError('The file is damaged or cut short. Take another copy of this backup.');

async function requireWhole(file: ArchiveFile): Promise<void> {
	const end = file.size - DIGEST_BYTES;
	if (end <= 0) throw damaged();
	const digest = createHash('sha256');
	for (let at = 0; at < end; at += FRAME_BYTES) {
		digest.update(await file.read(at, Math.min(FRAME_BYTES, end - at)));
	}
	if (!digest.digest().equals(await file.read(end, DIGEST_BYTES))) throw damaged();
}

async function readHead(file: ArchiveFile) {
	const start = (await file.read(0, Math.min(LONGEST_HEADER, file.size))).toString('latin1');
	const [first = '', second = ''] = start.split('\n', 2);
	const [, version] = new RegExp(`^${MAGIC} (\\d+)$`).exec(first) ?? [];
	if (version === undefined) throw new BackupError('The file is not a backup of Latchkey.');
	if (Number(version) > VERSION) {
		throw new BackupError('The backup was made by a newer Latchkey. Restore it with that one.');
	}
	await requireWhole(file);
	const head = `${first}\n${second}\n`;
	return { head, header: v.parse(Header, JSON.parse(second)) };
}

/** The header, once the whole file is known to be as it was written. */
export async function readArchiveHeader(file: ArchiveFile): Promise<ArchiveHeader> {
	return (await readHead(file)).header;
}

function openKey({ id, key, keyId, fingerprint }: ArchiveHeader, { sealer, keys }: Sealing) {
	const own = keys.find((each) => each.id === keyId);
	if (!own || fingerprintOf(own) !== fingerprint) {
		throw new BackupError(
			`The backup opens with the master key ${keyId}, fingerprint ${fingerprint}, which is not among yours. ` +
				'Put it behind the others in LATCHKEY_MASTER_KEYS, or as the last line of the key file.'
		);
	}
	return sealer.open(key, placeOf(id));
}

/** The lines, as they were written. Whatever is wrong with the file is thrown before the last of them. */
export async function* readArchive(file: ArchiveFile, sealing: Sealing): AsyncGenerator<string> {
	const { head, header } = await readHead(file);
	const key = openKey(header, sealing);
	const inputs = frameInputs(head);
	const end = file.size - DIGEST_BYTES;

	async function* pieces() {
		let at = Buffer.byteLength(head, 'latin1');
		for (let index = 0; at < end; index += 1) {
			const length = (await file.read(at, 4)).readUInt32BE();
			if (length > FRAME_BYTES + TAG_ROOM || at + 4 + length > end) throw damaged();
			const box = await file.read(at + 4, length);
			at += 4 + length;
			const piece = decrypt(box, { key, ...inputs(index, at === end) });
			if (piece === undefined) throw new BackupError('The backup was changed after it was made.');
			yield piece;
		}
	}

	const encrypted = Readable.from(pieces());
	const text = encrypted.pipe(createGunzip());
	encrypted.once('error', (error) => text.destroy(error));
	let rest = '';
	for await (const chunk of text.setEncoding('utf8') as AsyncIterable<string>) {
		const lines = (rest + chunk).split('\n');
		rest = lines.pop() ?? '';
		yield* lines;
	}
	if (rest !== '') throw damaged();
}
