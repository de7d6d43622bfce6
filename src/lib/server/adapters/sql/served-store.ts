import { sql, type Kysely } from 'kysely';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Ended, ServedStore } from '#lib/server/logouts/index.ts';
import { compiledOnce } from './compiled.ts';
import type { Schema } from './schema.ts';

const SWEEP_EVERY_MS = 60 * 60_000;
/** Longer than anybody is tried to be told. */
const KEPT_MS = 3 * 24 * 60 * 60_000;
const TABLE = 'served_client';

const liveOf = compiledOnce((db, { account, at }: { account: AccountId; at: number }) =>
	db
		.selectFrom(TABLE)
		.select(['session', 'account', 'client', 'since', 'ends_at'])
		.where('account', '=', account)
		.where('ends_at', '>', at)
		.orderBy('since')
		.orderBy('client')
);

/** PostgreSQL has no text with this character, and no session such an id. */
const isNobodys = (ended: Ended): boolean => ended.of === 'session' && ended.session.includes('\0');

export function createServedStore(
	db: Kysely<Schema>,
	{ clock }: { readonly clock: Clock }
): ServedStore {
	let sweptAt = 0;

	const sweep = async () => {
		const now = clock.now().getTime();
		if (now - sweptAt < SWEEP_EVERY_MS) return;
		sweptAt = now;
		await db
			.deleteFrom(TABLE)
			.where('ends_at', '<=', now - KEPT_MS)
			.execute();
	};

	/** Those that are not due, and have not been. */
	const begin = (at: Date) =>
		db
			.updateTable(TABLE)
			.set({ due_at: at.getTime() })
			.where('due_at', 'is', null)
			.where('tries', '=', 0);

	const ending = (ended: Ended, at: Date) => {
		switch (ended.of) {
			case 'session':
				return begin(at).where('session', '=', ended.session).where('account', '=', ended.account);
			case 'account': {
				const all = begin(at).where('account', '=', ended.account);
				return ended.spared === undefined ? all : all.where('session', '!=', ended.spared);
			}
			case 'everybody': {
				const { spared } = ended;
				return spared === undefined
					? begin(at)
					: begin(at).where(({ eb, not, and }) =>
							not(and([eb('session', '=', spared.id), eb('account', '=', spared.account)]))
						);
			}
		}
	};

	return {
		async add({ session, account, client, since, endsAt }) {
			await db
				.insertInto(TABLE)
				.values({
					...{ session, account, client },
					since: since.getTime(),
					ends_at: endsAt.getTime(),
					due_at: null,
					tries: 0
				})
				.onConflict((conflict) => conflict.columns(['session', 'client']).doNothing())
				.execute();
			await sweep();
		},

		async list(of) {
			const { rows } = await liveOf(db, { account: of, at: clock.now().getTime() });
			return rows.map(({ since, ends_at, ...row }) => ({
				...row,
				since: new Date(since),
				endsAt: new Date(ends_at)
			}));
		},

		async listServed(ended) {
			if (isNobodys(ended)) return [];
			const all = db
				.selectFrom(TABLE)
				.select(['session', 'client'])
				.where('account', '=', ended.account)
				.where('ends_at', '>', clock.now().getTime() - KEPT_MS);
			if (ended.of === 'session') return all.where('session', '=', ended.session).execute();
			const { spared } = ended;
			return (spared === undefined ? all : all.where('session', '!=', spared)).execute();
		},

		async end(ended, at) {
			if (isNobodys(ended)) return;
			await ending(ended, at).execute();
		},

		async listDue(client, { at, most }) {
			const rows = await db
				.selectFrom(TABLE)
				.select(['session', 'account', 'client', 'tries', 'due_at'])
				.where('client', '=', client)
				.where('due_at', '<=', at.getTime())
				.orderBy('due_at')
				.orderBy('session')
				.limit(most)
				.execute();
			return rows.map(({ due_at, ...row }) => ({ ...row, dueAt: new Date(due_at ?? 0) }));
		},

		async claim({ session, client, tries, dueAt }, next) {
			const { numUpdatedRows } = await db
				.updateTable(TABLE)
				.set({ due_at: next?.getTime() ?? null, tries: tries + 1 })
				.where('session', '=', session)
				.where('client', '=', client)
				.where('tries', '=', tries)
				.where('due_at', '=', dueAt.getTime())
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async settle({ session, client }) {
			await db
				.updateTable(TABLE)
				.set({ due_at: null, tries: sql<number>`tries + 1` })
				.where('session', '=', session)
				.where('client', '=', client)
				.execute();
		}
	};
}
