import type { Kysely } from 'kysely';

import type { Clock } from '#lib/server/core/clock.ts';
import { IDLE_MS, type Family, type TokenFamilyStore } from '#lib/server/refresh-tokens/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import type { Schema, TokenFamilyRow } from './schema.ts';
import { contextOf } from './sealed-columns.ts';

const SWEEP_EVERY_MS = 60 * 60_000;

export function createTokenFamilyStore(
	db: Kysely<Schema>,
	{ sealer, clock }: { readonly sealer: Sealer; readonly clock: Clock }
): TokenFamilyStore {
	const place = ({ id: row, account: owner }: Pick<Family, 'id' | 'account'>) =>
		contextOf({ table: 'token_family', column: 'session_token' }, { row, owner });
	let sweptAt = 0;

	const sweep = async () => {
		const now = clock.now().getTime();
		if (now - sweptAt < SWEEP_EVERY_MS) return;
		sweptAt = now;
		await db
			.deleteFrom('token_family')
			.where((where) =>
				where.or([where('used_at', '<=', now - IDLE_MS), where('ends_at', '<=', now)])
			)
			.execute();
	};

	return {
		async add(family) {
			const session_token = sealer.sealJson(family.sessionToken, place(family));
			const { id, account, session, client } = family;
			const row = { id, account, session, client, session_token, ...toState(family) };
			const key_thumbprint = family.keyThumbprint ?? null;
			await db
				.insertInto('token_family')
				.values({ ...row, key_thumbprint })
				.execute();
			await sweep();
		},

		async find(id) {
			const row = await db
				.selectFrom('token_family')
				.selectAll()
				.where('id', '=', id)
				.executeTakeFirst();
			return row && toFamily(row, String(sealer.openJson(row.session_token, place(row))));
		},

		async replace(next) {
			const { numUpdatedRows } = await db
				.updateTable('token_family')
				.set(toState(next))
				.where('id', '=', next.id)
				.where('version', '=', next.version - 1)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async remove(id) {
			const { numDeletedRows } = await db
				.deleteFrom('token_family')
				.where('id', '=', id)
				.executeTakeFirstOrThrow();
			return numDeletedRows === 1n;
		}
	};
}

const columnsOf = (kept: Family['successor']) =>
	kept
		? { hash: kept.hash, box: kept.box, at: kept.at.getTime() }
		: { hash: null, box: null, at: null };

function toState({ current, successor, previous, usedAt, endsAt, version }: Family) {
	const [next, last] = [columnsOf(successor), columnsOf(previous)];
	return {
		number: current.number,
		hash: current.hash,
		successor_hash: next.hash,
		successor_box: next.box,
		successor_at: next.at,
		previous_hash: last.hash,
		previous_box: last.box,
		previous_at: last.at,
		used_at: usedAt.getTime(),
		ends_at: endsAt.getTime(),
		version
	};
}

type Boxed = readonly [hash: string | null, box: string | null, at: number | null];

function toFamily(row: TokenFamilyRow, sessionToken: string): Family {
	const boxed = (number: number, [hash, box, at]: Boxed) =>
		hash === null || box === null || at === null
			? undefined
			: { number, hash, box, at: new Date(at) };
	return {
		id: row.id,
		account: row.account,
		session: row.session,
		sessionToken,
		client: row.client,
		keyThumbprint: row.key_thumbprint ?? undefined,
		current: { number: row.number, hash: row.hash },
		successor: boxed(row.number + 1, [row.successor_hash, row.successor_box, row.successor_at]),
		previous: boxed(row.number - 1, [row.previous_hash, row.previous_box, row.previous_at]),
		usedAt: new Date(row.used_at),
		endsAt: new Date(row.ends_at),
		version: row.version
	};
}
