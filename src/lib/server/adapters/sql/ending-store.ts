import { sql, type Kysely, type Selectable } from 'kysely';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import type { Ending, EndingStore } from '#lib/server/sessions/index.ts';
import { inBatches } from './in-batches.ts';
import type { Schema, SessionEndingRow } from './schema.ts';

const DAY_MS = 24 * 60 * 60_000;

/** For so long after its end a session may still be alive by the clock of another process. */
const CLOCKS_MS = 3 * DAY_MS;
/** As long as an epoch is kept in Redis: longer than any session lives. */
const EPOCH_MS = 60 * DAY_MS;
const SWEEP_EVERY_MS = 60 * 60_000;
const PAGE = 1000;

const EVERYBODY = '*';
/** Before the id of an account, where it is not about its sessions. */
const IDENTITY = 'identity ';

type Row = Selectable<SessionEndingRow>;

/** Endings in SQL: a row for each session, for each secret of one, for each account, and one for everybody. */
export function createEndingStore(
	db: Kysely<Schema>,
	{ clock }: { readonly clock: Clock }
): EndingStore {
	const now = () => clock.now().getTime();
	let sweptAt = 0;

	/** Of the same subject the latest counts; which that is, the row knows. */
	const put = (rows: readonly Row[]) =>
		db
			.insertInto('session_ending')
			.values(rows)
			.onConflict((conflict) =>
				conflict.columns(['subject', 'secret_hash']).doUpdateSet(({ ref }) => {
					const latest = <Column extends 'since' | 'spared' | 'until'>(column: Column) =>
						sql<Row[Column]>`case when ${ref('excluded.since')} >= ${ref('session_ending.since')}
							then ${ref(`excluded.${column}`)} else ${ref(`session_ending.${column}`)} end`;
					return { since: latest('since'), spared: latest('spared'), until: latest('until') };
				})
			);

	const sweep = async () => {
		if (now() - sweptAt < SWEEP_EVERY_MS) return;
		sweptAt = now();
		await db
			.deleteFrom('session_ending')
			.where('until', '<=', now() - CLOCKS_MS)
			.execute();
	};

	const record = inBatches<readonly Row[]>(async (items) => {
		const rows = distinct(items.flat());
		for (let from = 0; from < rows.length; from += PAGE)
			await put(rows.slice(from, from + PAGE)).execute();
		await sweep();
	});

	const page = async ({ last, after }: { last: Row | undefined; after: number }) => {
		const live = db.selectFrom('session_ending').selectAll().where('until', '>', after);
		const next = last
			? live.where(({ eb, refTuple, tuple }) =>
					eb(refTuple('subject', 'secret_hash'), '>', tuple(last.subject, last.secret_hash))
				)
			: live;
		return next.orderBy('subject').orderBy('secret_hash').limit(PAGE).execute();
	};

	return {
		record: async (endings) => {
			if (endings.length > 0) await record(endings.map(toRow));
		},

		async beginEpoch(last) {
			const since = Math.max(last + 1, now());
			const until = now() + EPOCH_MS;
			const { since: begun } = await db
				.insertInto('session_ending')
				.values({ subject: EVERYBODY, secret_hash: '', since, spared: null, until })
				.onConflict((conflict) =>
					conflict.columns(['subject', 'secret_hash']).doUpdateSet(({ ref }) => ({
						since: sql<number>`case when ${ref('excluded.since')} > ${ref('session_ending.since')}
							then ${ref('excluded.since')} else ${ref('session_ending.since')} + 1 end`,
						until
					}))
				)
				.returning('since')
				.executeTakeFirstOrThrow();
			return begun;
		},

		async *all() {
			for (let last: Row | undefined; ;) {
				const rows = await page({ last, after: now() - CLOCKS_MS });
				yield rows.map(toEnding);
				last = rows.at(-1);
				if (!last || rows.length < PAGE) return;
			}
		}
	};
}

/** In one order, so that two who write the same rows do not wait for each other; and each once. */
function distinct(rows: readonly Row[]): Row[] {
	const latest = new Map<string, Row>();
	for (const row of rows) {
		const key = `${row.subject} ${row.secret_hash}`;
		if (row.since >= (latest.get(key)?.since ?? 0)) latest.set(key, row);
	}
	return [...latest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

type Recorded = Parameters<EndingStore['record']>[0][number];

function toRow(ending: Recorded): Row {
	const until = ending.until.getTime();
	const row = { secret_hash: '', since: 0, spared: null, until };
	switch (ending.of) {
		case 'session':
			return { ...row, subject: ending.session };
		case 'secret':
			return { ...row, subject: ending.session, secret_hash: ending.secretHash };
		case 'identity':
			return { ...row, subject: `${IDENTITY}${ending.account}`, since: until };
		case 'account': {
			const { account, before, spared = null } = ending;
			return { ...row, subject: account, since: before.getTime(), spared };
		}
	}
}

function toEnding({ subject, secret_hash: secretHash, since, spared, until: end }: Row): Ending {
	const until = new Date(end);
	if (subject === EVERYBODY) return { of: 'everybody', epoch: since, until };
	if (subject.startsWith(IDENTITY))
		return { of: 'identity', account: subject.slice(IDENTITY.length) as AccountId, until };
	if (subject.startsWith('acc_')) {
		const account = subject as AccountId;
		const before = new Date(since);
		return { of: 'account', account, before, ...(spared && { spared }), until };
	}
	const session = subject as SessionId;
	if (secretHash !== '') return { of: 'secret', session, secretHash, until };
	return { of: 'session', session, until };
}
