/**
 * Backups: everything that must never be lost, in one file, and back from it into either kind of database.
 * What may expire, such as sessions, is not in it. How the file is made safe is `archive.ts`; where rows come from
 * and go to is an adapter's.
 */
import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { MasterKey, Sealer } from '#lib/server/sealing/index.ts';
import { readArchive, readArchiveHeader, writeArchive, type ArchiveFile } from './archive.ts';
import { BackupError } from './backup-error.ts';
import type { Rows, Whole } from './ports.ts';

const First = v.object({ level: v.array(v.string()) });
const Value = v.union([v.string(), v.number(), v.null()]);
const Line = v.union([
	v.object({
		table: v.string(),
		columns: v.array(v.string()),
		sealed: v.array(v.string()),
		rows: v.array(v.array(Value))
	}),
	v.object({ end: v.number() })
]);

type Counts = Readonly<Record<string, number>>;

interface How {
	readonly onto: 'empty' | 'anything';
	/** Called when the file is found whole, before anything is replaced; nothing is if this fails. */
	readonly ready?: () => Promise<void>;
}

export interface Backups {
	/** Hands the bytes of a backup to `write`, and answers how many rows of each table are in it. */
	make(write: (bytes: AsyncIterable<Buffer>) => Promise<void>): Promise<Counts>;
	/**
	 * Puts a backup in place of all there is, or throws a `BackupError` and changes nothing.
	 * Answers how many rows of each table were in it, and when it was made.
	 */
	restore(file: ArchiveFile, how: How): Promise<{ madeAt: Date; restored: Counts }>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly sealer: Sealer;
	readonly keys: () => readonly MasterKey[];
	readonly whole: Whole;
}

export function createBackups({ clock, random, sealer, keys, whole }: Deps): Backups {
	const sealing = () => ({ sealer, keys: keys() });

	const requireEmpty = async () => {
		const found = Object.entries(await whole.counts());
		if (found.length === 0) return;
		const lost = found.map(([table, count]) => `${count} of ${table}`).join(', ');
		throw new BackupError(`The database is not empty. With --replace this would be lost: ${lost}.`);
	};

	return {
		make: (write) =>
			whole.read(async ({ level, rows }) => {
				const counts = new Map<string, number>();
				const lines = counting(rows, counts);
				const text = (async function* () {
					yield JSON.stringify({ level });
					for await (const each of lines) yield JSON.stringify(each);
					yield JSON.stringify({ end: total(counts) });
				})();
				await write(writeArchive(text, { ...sealing(), random, madeAt: clock.now() }));
				return Object.fromEntries(counts);
			}),

		async restore(file, { onto, ready }) {
			const { madeAt } = await readArchiveHeader(file);
			if (onto === 'empty') await requireEmpty();
			const lines = readArchive(file, sealing());
			const first = await lines.next();
			const { level } = v.parse(First, JSON.parse(String(first.value)));
			if (level.some((name) => !whole.known.includes(name))) {
				throw new BackupError('The backup is of a newer version. Restore it with that version.');
			}
			const counts = new Map<string, number>();
			const rows = counting(requireSealed(parsed(lines, counts), sealing()), counts);
			await ready?.();
			await whole.replace({ level, rows });
			return { madeAt: new Date(madeAt), restored: Object.fromEntries(counts) };
		}
	};
}

const total = (counts: ReadonlyMap<string, number>): number =>
	[...counts.values()].reduce((sum, count) => sum + count, 0);

async function* counting(all: AsyncIterable<Rows>, counts: Map<string, number>) {
	for await (const each of all) {
		counts.set(each.table, (counts.get(each.table) ?? 0) + each.rows.length);
		yield each;
	}
}

/** Ends only with the line that says that this was all. */
async function* parsed(lines: AsyncIterable<string>, counts: ReadonlyMap<string, number>) {
	let end: number | undefined;
	for await (const text of lines) {
		const line = v.parse(Line, JSON.parse(text));
		if ('end' in line) end = line.end;
		else yield line;
	}
	if (end !== total(counts)) throw new BackupError('The backup does not hold all that it says.');
}

/** A value that no master key opens would be restored for nothing. */
async function* requireSealed(
	all: AsyncIterable<Rows>,
	{ sealer, keys }: { sealer: Sealer; keys: readonly MasterKey[] }
): AsyncGenerator<Rows> {
	const ids = new Set(keys.map(({ id }) => id));
	for await (const each of all) {
		const places = each.sealed.map((column) => each.columns.indexOf(column));
		const values = each.rows.flatMap((row) => places.map((at) => row[at]));
		for (const value of values) {
			const id = typeof value === 'string' ? sealer.keyIdOf(value) : undefined;
			if (id === undefined || ids.has(id)) continue;
			const what = `Values in ${each.table} need the master key ${id}, which is not among yours`;
			throw new BackupError(`${what}. Put it behind the others.`);
		}
		yield each;
	}
}
