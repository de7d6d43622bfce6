/** Every sealed value there is: which master keys they depend on, and how they come under another. */
import { sql, type Kysely } from 'kysely';

import { SealingError, type Sealer, type SealingContext } from '#lib/server/sealing/index.ts';
import type { Schema } from './schema.ts';
import { contextOf, SEALED_COLUMNS } from './sealed-columns.ts';

const PAGE = 200;

type Place = (typeof SEALED_COLUMNS)[number];

interface SealedRow {
	readonly row: string | number;
	readonly owner: string | null;
	readonly value: string;
}

export interface SealedValues {
	/** How many values each key wraps, by the id of the key. */
	keysInUse(): Promise<ReadonlyMap<string, number>>;
	/**
	 * Puts every value under the newest key, a few at a time, and none that somebody has written meanwhile: those are
	 * sealed anew already. Can be broken off and begun again. Answers how many it changed, and how many do not open.
	 */
	rewrap(): Promise<{ changed: number; unreadable: number }>;
}

export function createSealedValues(db: Kysely<Schema>, sealer: Sealer): SealedValues {
	return {
		async keysInUse() {
			const counts = new Map<string, number>();
			for (const place of SEALED_COLUMNS)
				for await (const { value } of valuesOf(db, place)) {
					const id = sealer.keyIdOf(value) ?? '';
					counts.set(id, (counts.get(id) ?? 0) + 1);
				}
			return counts;
		},

		async rewrap() {
			const result = { changed: 0, unreadable: 0 };
			for (const place of SEALED_COLUMNS)
				for await (const { row, owner, value } of valuesOf(db, place)) {
					const next = rewrapped(sealer, value, contextOf(place, { row, owner }));
					if (next === undefined) result.unreadable += 1;
					else if (next !== value && (await swap(db, place, { row, value, next })))
						result.changed += 1;
				}
			return result;
		}
	};
}

async function* valuesOf(db: Kysely<Schema>, { table, column, row, owner, first }: Place) {
	const whose = owner ? sql.ref(owner) : sql`null`;
	let after: string | number = first;
	for (;;) {
		const { rows }: { rows: SealedRow[] } = await sql<SealedRow>`
			select ${sql.ref(row)} as "row", ${whose} as "owner", ${sql.ref(column)} as "value"
			from ${sql.table(table)}
			where ${sql.ref(row)} > ${after} and ${sql.ref(column)} is not null
			order by ${sql.ref(row)} limit ${sql.lit(PAGE)}`.execute(db);
		yield* rows;
		const last = rows.at(-1);
		if (!last || rows.length < PAGE) return;
		after = last.row;
	}
}

function rewrapped(sealer: Sealer, value: string, place: SealingContext): string | undefined {
	try {
		return sealer.rewrap(value, place);
	} catch (error) {
		if (error instanceof SealingError) return undefined;
		throw error;
	}
}

async function swap(
	db: Kysely<Schema>,
	{ table, column, row: name }: Place,
	{ row, value, next }: Pick<SealedRow, 'row' | 'value'> & { next: string }
): Promise<boolean> {
	const { numAffectedRows } = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${next}
		where ${sql.ref(name)} = ${row} and ${sql.ref(column)} = ${value}`.execute(db);
	return numAffectedRows === 1n;
}
