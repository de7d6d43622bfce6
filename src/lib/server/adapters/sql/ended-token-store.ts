import { sql, type Kysely } from 'kysely';

import type { Clock } from '#lib/server/core/clock.ts';
import type { ConsentId, SessionId } from '#lib/server/core/ids.ts';
import {
	LISTED_MS,
	type EndedTokenStore,
	type ListedEnding,
	type TokenEnding
} from '#lib/server/ended-tokens/index.ts';
import { inBatches } from './in-batches.ts';
import type { EndedTokenRow, Schema } from './schema.ts';

const SWEEP_EVERY_MS = 60_000;
/** What was listed a moment ago need not be again: it is there for longer than any token that hangs on it. */
const AGAIN_MS = 3 * 60_000;
/** More values than this are too many for one statement. */
const CHUNK = 500;
const EVERYBODY = '';

type Begin = <Result>(work: (trx: Kysely<Schema>) => Promise<Result>) => Promise<Result>;

type Deps = { readonly clock: Clock };

/**
 * Numbers and writes them, in a transaction. Whoever has numbered holds the row of the last number until the
 * commit, so that numbers can be seen in their order.
 */
export async function listEndings(
	trx: Kysely<Schema>,
	{ endings: all, clock }: Deps & { endings: readonly TokenEnding[] }
): Promise<void> {
	const at = clock.now().getTime();
	const endings = await unlisted(trx, { rows: all.map(toRow), since: at - AGAIN_MS });
	if (endings.length === 0) return;
	const { last } = await trx
		.updateTable('ended_token_head')
		// Above the time: a list that began anew gives out none that an older one has.
		.set({
			last: sql<number>`case when last > ${at} then last else ${at} end + ${endings.length}`
		})
		.returning('last')
		.executeTakeFirstOrThrow();
	const rows = endings.map((row, place) => ({
		number: last - endings.length + 1 + place,
		at,
		...row
	}));
	for (let from = 0; from < rows.length; from += CHUNK)
		await trx
			.insertInto('ended_token')
			.values(rows.slice(from, from + CHUNK))
			.execute();
}

type Row = Pick<EndedTokenRow, 'kind' | 'subject' | 'client'>;

const keyOf = ({ kind, subject, client }: Row): string => `${kind} ${subject} ${client}`;

/** Each once, without those that were listed since. */
async function unlisted(
	trx: Kysely<Schema>,
	{ rows, since }: { rows: readonly Row[]; since: number }
): Promise<readonly Row[]> {
	const wanted = new Map(rows.map((row) => [keyOf(row), row]));
	const subjects = [...new Set(rows.map(({ subject }) => subject))].filter((each) => each !== '');
	for (let from = 0; from < subjects.length; from += CHUNK) {
		const listed = await trx
			.selectFrom('ended_token')
			.select(['kind', 'subject', 'client'])
			.where('subject', 'in', subjects.slice(from, from + CHUNK))
			.where('at', '>', since)
			.execute();
		for (const row of listed) wanted.delete(keyOf(row));
	}
	return [...wanted.values()];
}

/** Removes what no token can hang on any more, and says up to where something is missing. */
async function sweep(trx: Kysely<Schema>, { clock }: Deps): Promise<void> {
	const until = clock.now().getTime() - LISTED_MS;
	const old = trx.selectFrom('ended_token').where('at', '<=', until);
	const { highest } = await old
		.select(({ fn }) => fn.max('number').as('highest'))
		.executeTakeFirstOrThrow();
	if (highest === null) return;
	await trx
		.updateTable('ended_token_head')
		.set({ swept: sql<number>`case when swept > ${highest} then swept else ${highest} end` })
		.execute();
	await trx
		.deleteFrom('ended_token')
		.where('at', '<=', until)
		.where('number', '<=', highest)
		.execute();
}

/** `add` is how endings are written: at once, or with the rest of a transaction. */
export function createEndedTokenStore(
	db: Kysely<Schema>,
	{ add, clock }: Deps & Pick<EndedTokenStore, 'add'>
): EndedTokenStore {
	return {
		add,

		async bounds() {
			return db.selectFrom('ended_token_head').select(['last', 'swept']).executeTakeFirstOrThrow();
		},

		async list({ clients, after, to, most }) {
			const rows = await db
				.selectFrom('ended_token')
				.selectAll()
				.where('number', '>', after)
				.where('number', '<=', to)
				.where('at', '>', clock.now().getTime() - LISTED_MS)
				.where('client', 'in', [...clients, EVERYBODY])
				.orderBy('number')
				.limit(most)
				.execute();
			return rows.map(toListed);
		}
	};
}

/** Writes endings that come at once in one transaction, and sweeps from time to time. */
export function createAddEndings({
	begin,
	clock
}: Deps & { readonly begin: Begin }): EndedTokenStore['add'] {
	let sweptAt = 0;
	const write = inBatches<readonly TokenEnding[]>(async (all) => {
		await begin((trx) => listEndings(trx, { endings: all.flat(), clock }));
		const now = clock.now().getTime();
		if (now - sweptAt < SWEEP_EVERY_MS) return;
		sweptAt = now;
		await begin((trx) => sweep(trx, { clock }));
	});
	return async (endings) => {
		if (endings.length > 0) await write(endings);
	};
}

function toRow(ending: TokenEnding): Row {
	switch (ending.of) {
		case 'session':
			return { kind: ending.of, subject: ending.session, client: ending.client };
		case 'grant':
			return { kind: ending.of, subject: ending.grant, client: ending.client };
		case 'consent':
			return { kind: ending.of, subject: ending.consent, client: ending.client };
		case 'token':
			return { kind: ending.of, subject: ending.jti, client: ending.client };
		case 'everybody':
			return { kind: ending.of, subject: '', client: EVERYBODY };
	}
}

function toEnding({ kind, subject, client }: EndedTokenRow): TokenEnding {
	switch (kind) {
		case 'session':
			return { of: kind, session: subject as SessionId, client };
		case 'grant':
			return { of: kind, grant: subject, client };
		case 'consent':
			return { of: kind, consent: subject as ConsentId, client };
		case 'token':
			return { of: kind, jti: subject, client };
		case 'everybody':
			return { of: kind };
	}
}

const toListed = (row: EndedTokenRow): ListedEnding => ({
	number: row.number,
	at: new Date(row.at),
	ending: toEnding(row)
});
