import type { Kysely, Transaction } from 'kysely';

import type { Account, AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { AccountRow, IdentifierRow, Schema, SqlKind } from './schema.ts';

export function createAccountStore(db: Kysely<Schema>, kind: SqlKind): AccountStore {
	const accounts = db.selectFrom('account').selectAll('account');

	/** In the transaction that this store belongs to, or in one of its own. */
	const within = <Result>(work: (trx: Kysely<Schema>) => Promise<Result>): Promise<Result> =>
		db.isTransaction ? work(db) : db.transaction().execute((trx: Transaction<Schema>) => work(trx));

	return {
		add: (account) => within((trx) => insert(trx, account)),

		claimEmail: (id, proven) => within((trx) => claimEmail(trx, id, proven)),

		async find(id) {
			const row = await accounts.where('id', '=', id).executeTakeFirst();
			return row && toAccount(row);
		},

		async findByIdentifier(normal) {
			// PostgreSQL has no text with this character, and nobody has such a name.
			if (normal.includes('\0')) return undefined;
			const row = await accounts
				.innerJoin('identifier', 'identifier.account', 'account.id')
				.where('identifier.normal', '=', normal)
				.executeTakeFirst();
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
			await db.updateTable('account').set(row).where('id', '=', id).execute();
		},

		async hasAdministrator() {
			const admins = db.selectFrom('account').select('id').where('role', '=', 'admin');
			return (await admins.limit(1).executeTakeFirst()) !== undefined;
		},

		async list({ before, limit }) {
			const older =
				before === undefined
					? accounts
					: accounts.where(({ eb, refTuple, selectFrom }) =>
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
		.set({ email, is_email_proven: 1 })
		.where('id', '=', id)
		.execute();
	return true;
}

function toRow(account: NewAccount): AccountRow {
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

function toAccount(row: AccountRow): Account {
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
		createdAt: new Date(row.created_at)
	};
}
