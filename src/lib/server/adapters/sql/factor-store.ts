import type { Kysely } from 'kysely';

import type { AccountId, FactorId } from '#lib/server/core/ids.ts';
import type { Factor, FactorStore } from '#lib/server/factors/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import { compiledOnce } from './compiled.ts';
import type { FactorRow, Schema } from './schema.ts';
import { contextOf } from './sealed-columns.ts';

type Owned = Pick<Factor, 'id' | 'account'>;

const DECOY: Owned = { id: 'fct_decoy' as FactorId, account: 'acc_decoy' as AccountId };

/** About that of a phone, the longest of those that strangers can have opened. */
const DECOY_LENGTH = 1000;

const listOf = compiledOnce((db, { account }: { account: AccountId }) =>
	db
		.selectFrom('factor')
		.selectAll()
		.where('account', '=', account)
		.orderBy('created_at')
		.orderBy('id')
);

const findByHandle = compiledOnce((db, { method, handle }: { method: string; handle: string }) =>
	db.selectFrom('factor').selectAll().where('method', '=', method).where('handle', '=', handle)
);

interface Replacement extends Owned {
	readonly version: number;
	readonly next: number;
	readonly state: string;
	/** Null where it was not used. */
	readonly usedAt: number | null;
}

const replaceOne = compiledOnce((db, to: Replacement) =>
	db
		.updateTable('factor')
		.set(({ fn, val }) => ({
			state: to.state,
			version: to.next,
			last_used_at: fn.coalesce(val(to.usedAt), 'last_used_at')
		}))
		.where('id', '=', to.id)
		.where('account', '=', to.account)
		.where('version', '=', to.version)
);

const noteUse = compiledOnce((db, { id, account, at }: Owned & { readonly at: number }) =>
	db
		.updateTable('factor')
		.set({ last_used_at: at })
		.where('id', '=', id)
		.where('account', '=', account)
);

export function createFactorStore(db: Kysely<Schema>, sealer: Sealer): FactorStore {
	const place = ({ id: row, account: owner }: Owned) =>
		contextOf({ table: 'factor', column: 'state' }, { row, owner });
	const seal = (factor: Owned, state: unknown) => sealer.sealJson(state, place(factor));
	const toFactor = (row: FactorRow) => withState(row, () => sealer.openJson(row.state, place(row)));
	let decoy: string | undefined;

	return {
		async list(account) {
			const { rows } = await listOf(db, { account });
			return rows.map(toFactor);
		},

		async findByHandle(method, handle) {
			// PostgreSQL has no text with this character, and no factor such a handle.
			if (handle.includes('\0')) return undefined;
			const [row] = (await findByHandle(db, { method, handle })).rows;
			return row && toFactor(row);
		},

		async add(factor) {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('factor')
				.values(toRow(factor, seal(factor, factor.state)))
				.onConflict((conflict) => conflict.columns(['method', 'handle']).doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async replace({ id, account, version }, { state, lastUsedAt }) {
			const { numAffectedRows } = await replaceOne(db, {
				id,
				account,
				version,
				next: version + 1,
				state: seal({ id, account }, state),
				usedAt: lastUsedAt?.getTime() ?? null
			});
			return numAffectedRows === 1n;
		},

		async noteUse({ id, account }, at) {
			await noteUse(db, { id, account, at: at.getTime() });
		},

		async rename(account, id, label) {
			const { numUpdatedRows } = await db
				.updateTable('factor')
				.set({ label })
				.where('id', '=', id)
				.where('account', '=', account)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async remove(account, id) {
			const { numDeletedRows } = await db
				.deleteFrom('factor')
				.where('id', '=', id)
				.where('account', '=', account)
				.executeTakeFirstOrThrow();
			return numDeletedRows === 1n;
		},

		openDecoy() {
			decoy ??= seal(DECOY, { state: 'x'.repeat(DECOY_LENGTH) });
			sealer.openJson(decoy, place(DECOY));
		}
	};
}

function toRow(factor: Factor, sealedState: string): FactorRow {
	return {
		id: factor.id,
		account: factor.account,
		method: factor.method,
		label: factor.label,
		handle: factor.handle ?? null,
		state: sealedState,
		version: factor.version,
		created_at: factor.createdAt.getTime(),
		last_used_at: factor.lastUsedAt?.getTime() ?? null
	};
}

function withState(row: FactorRow, open: () => unknown): Factor {
	let opened: { readonly state: unknown } | undefined;
	return {
		id: row.id,
		account: row.account,
		method: row.method,
		label: row.label,
		handle: row.handle ?? undefined,
		get state() {
			// The same object each time: whoever verified tells by it whether the state has changed.
			opened ??= { state: open() };
			return opened.state;
		},
		version: row.version,
		createdAt: new Date(row.created_at),
		lastUsedAt: row.last_used_at === null ? undefined : new Date(row.last_used_at)
	};
}
