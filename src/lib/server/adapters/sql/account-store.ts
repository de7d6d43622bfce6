import type { Kysely, Transaction } from 'kysely';

import type { Account, AccountStore, NewAccount } from '#lib/server/accounts/index.ts';
import type { AccountRow, Schema, SqlKind } from './schema.ts';

export function createAccountStore(db: Kysely<Schema>, kind: SqlKind): AccountStore {
	const accounts = db.selectFrom('account').selectAll('account');

	return {
		add: (account) =>
			db.isTransaction
				? insert(db, account)
				: db.transaction().execute((trx: Transaction<Schema>) => insert(trx, account)),

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

		async isEmpty() {
			return !(await db.selectFrom('account').select('id').limit(1).executeTakeFirst());
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
	const claim = async (kind: 'username' | 'email') => {
		const { numInsertedOrUpdatedRows } = await trx
			.insertInto('identifier')
			.values({ normal: account.normal[kind], kind, account: account.id })
			.onConflict((conflict) => conflict.column('normal').doNothing())
			.executeTakeFirstOrThrow();
		return numInsertedOrUpdatedRows === 1n;
	};
	if (!(await claim('username'))) return false;
	const ownsEmail = account.normal.email === account.normal.username || (await claim('email'));
	await trx.insertInto('account').values(toRow(account, ownsEmail)).execute();
	return true;
}

function toRow(account: NewAccount, ownsEmail: boolean): AccountRow {
	return {
		id: account.id,
		username: account.username,
		email: account.email,
		owns_email: Number(ownsEmail),
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
		ownsEmail: row.owns_email === 1,
		displayName: row.display_name ?? undefined,
		role: row.role,
		status: row.status,
		locale: row.locale ?? undefined,
		userHandle: row.user_handle,
		createdAt: new Date(row.created_at)
	};
}
