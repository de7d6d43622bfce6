import {
	sql,
	type ExpressionBuilder,
	type Insertable,
	type Kysely,
	type Selectable,
	type Transaction
} from 'kysely';

import {
	normalIdentifier,
	type Account,
	type AccountStore,
	type NewAccount
} from '#lib/server/accounts/index.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { compiledOnce } from './compiled.ts';
import type { AccountRow, IdentifierRow, Schema, SqlKind } from './schema.ts';

const findById = compiledOnce((db, { id }: { id: AccountId }) =>
	db.selectFrom('account').selectAll().where('id', '=', id)
);

const findByNormal = compiledOnce((db, { normal }: { normal: string }) =>
	db
		.selectFrom('account')
		.selectAll('account')
		.innerJoin('identifier', 'identifier.account', 'account.id')
		.where('identifier.normal', '=', normal)
);

export function createAccountStore(db: Kysely<Schema>, kind: SqlKind): AccountStore {
	const accounts = db.selectFrom('account').selectAll('account');

	/** In the transaction that this store belongs to, or in one of its own. */
	const within = <Result>(work: (trx: Kysely<Schema>) => Promise<Result>): Promise<Result> =>
		db.isTransaction ? work(db) : db.transaction().execute((trx: Transaction<Schema>) => work(trx));

	return {
		add: (account) => within((trx) => insert(trx, account)),

		claimEmail: (id, proven) => within((trx) => claimEmail(trx, id, proven)),

		async find(id) {
			const [row] = (await findById(db, { id })).rows;
			return row && toAccount(row);
		},

		async findByIdentifier(normal) {
			// PostgreSQL has no text with this character, and nobody has such a name.
			if (normal.includes('\0')) return undefined;
			const [row] = (await findByNormal(db, { normal })).rows;
			return row && toAccount(row);
		},

		async lock(id) {
			const found = accounts.where('id', '=', id);
			// SQLite has one writer at a time: its transaction already holds every row.
			const held = kind === 'PostgreSQL' ? found.forUpdate() : found;
			const row = await held.executeTakeFirst();
			return row && toAccount(row);
		},

		async change(id, to) {
			const row = {
				...('displayName' in to && { display_name: to.displayName ?? null }),
				...('locale' in to && { locale: to.locale ?? null })
			};
			if (Object.keys(row).length === 0) return;
			await db
				.updateTable('account')
				.set((at) => ({ ...row, ...told(at) }))
				.where('id', '=', id)
				.execute();
		},

		async changeGroups(id, to) {
			await db
				.updateTable('account')
				.set((at) => ({ group_names: to.join(' '), ...told(at) }))
				.where('id', '=', id)
				.execute();
		},

		async changeStatus(id, to) {
			const { numUpdatedRows } = await db
				.updateTable('account')
				.set(({ eb }) => ({
					status: to,
					...(to === 'disabled' && { generation: eb('generation', '+', 1) })
				}))
				.where('id', '=', id)
				.where('status', '!=', to)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async demandPassword(id, reason) {
			await db
				.updateTable('account')
				.set(({ eb }) => ({
					password_demand: reason ?? null,
					...(reason && { generation: eb('generation', '+', 1) })
				}))
				.where('id', '=', id)
				.execute();
		},

		async remove(id) {
			await db.deleteFrom('account').where('id', '=', id).execute();
		},

		async lockAdministrators() {
			const found = db
				.selectFrom('account')
				.select('id')
				.where('role', '=', 'admin')
				.where('status', '=', 'active')
				// In one order, so that two who hold them do not wait for each other.
				.orderBy('id');
			const rows = await (kind === 'PostgreSQL' ? found.forUpdate() : found).execute();
			return rows.map(({ id }) => id);
		},

		async hasAdministrator() {
			const admins = db.selectFrom('account').select('id').where('role', '=', 'admin');
			return (await admins.limit(1).executeTakeFirst()) !== undefined;
		},

		async list({ before, search, limit }) {
			const found = search === undefined ? accounts : accounts.where(matches(search));
			const older =
				before === undefined
					? found
					: found.where(({ eb, refTuple, selectFrom }) =>
							eb(
								refTuple('created_at', 'id'),
								'<',
								selectFrom('account as last')
									.select(['last.created_at', 'last.id'])
									.where('last.id', '=', before)
									.$asTuple('created_at', 'id')
							)
						);
			const rows = await older
				.orderBy('created_at', 'desc')
				.orderBy('id', 'desc')
				.limit(limit)
				.execute();
			return rows.map(toAccount);
		}
	};
}

/** Whoever keeps what others are told of an account has to look anew. */
const told = ({ eb }: { eb: ExpressionBuilder<Schema, 'account'> }) => ({
	identity_version: eb('identity_version', '+', 1)
});

/** Where a name, an address or an id has `search` in it; its signs stand for themselves. */
function matches(search: string) {
	const id = search.trim().replaceAll('\0', '') as AccountId;
	const text = id.toLowerCase();
	const pattern = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
	return ({ eb, selectFrom }: ExpressionBuilder<Schema, 'account'>) => {
		const has = (column: 'username' | 'email') =>
			sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
		const named = selectFrom('identifier')
			.select('account')
			.where('normal', '=', normalIdentifier(text));
		return eb.or([has('username'), has('email'), eb('id', '=', id), eb('id', 'in', named)]);
	};
}

/** Conflicts are counted, not caught: an error would end a transaction of PostgreSQL. */
async function insert(trx: Kysely<Schema>, account: NewAccount): Promise<boolean> {
	const claimed = {
		normal: account.normal.username,
		kind: 'username',
		account: account.id
	} as const;
	if (!(await claim(trx, claimed))) return false;
	await trx.insertInto('account').values(toRow(account)).execute();
	return true;
}

async function claim(trx: Kysely<Schema>, identifier: IdentifierRow): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await trx
		.insertInto('identifier')
		.values(identifier)
		.onConflict((conflict) => conflict.column('normal').doNothing())
		.executeTakeFirstOrThrow();
	return numInsertedOrUpdatedRows === 1n;
}

async function claimEmail(
	trx: Kysely<Schema>,
	id: AccountId,
	{ email, normal }: { email: string; normal: string }
): Promise<boolean> {
	const holder = await trx
		.selectFrom('identifier')
		.select('account')
		.where('normal', '=', normal)
		.executeTakeFirst();
	const isHeld = holder?.account === id;
	if (!isHeld && !(await claim(trx, { normal, kind: 'email', account: id }))) return false;
	await trx
		.deleteFrom('identifier')
		.where('account', '=', id)
		.where('kind', '=', 'email')
		.where('normal', '!=', normal)
		.execute();
	await trx
		.updateTable('account')
		.set((at) => ({ email, is_email_proven: 1, ...told(at) }))
		.where('id', '=', id)
		.execute();
	return true;
}

function toRow(account: NewAccount): Insertable<AccountRow> {
	return {
		id: account.id,
		username: account.username,
		email: account.email,
		is_email_proven: 0,
		display_name: account.displayName ?? null,
		role: account.role,
		status: account.status,
		locale: account.locale ?? null,
		user_handle: account.userHandle,
		created_at: account.createdAt.getTime()
	};
}

function toAccount(row: Selectable<AccountRow>): Account {
	return {
		id: row.id,
		username: row.username,
		email: row.email,
		isEmailProven: row.is_email_proven === 1,
		displayName: row.display_name ?? undefined,
		role: row.role,
		status: row.status,
		locale: row.locale ?? undefined,
		userHandle: row.user_handle,
		createdAt: new Date(row.created_at),
		generation: row.generation,
		passwordDemand: row.password_demand ?? undefined,
		groups: row.group_names === '' ? [] : row.group_names.split(' '),
		identityVersion: row.identity_version
	};
}
