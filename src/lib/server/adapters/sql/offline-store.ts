import { sql, type Kysely } from 'kysely';

import type { Clock } from '#lib/server/core/clock.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import { grantName, type EndedTokenStore } from '#lib/server/ended-tokens/index.ts';
import { IDLE_MS, type OfflineStore } from '#lib/server/offline-access/index.ts';
import type { ConsentId } from '#lib/server/core/ids.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import type { Schema, SqlKind } from './schema.ts';
import { contextOf } from './sealed-columns.ts';

const text = (value: string) => sql<string>`cast(${value} as text)`;
const integer = (value: number) => sql<number>`cast(${value} as bigint)`;

interface Outside {
	readonly kind: SqlKind;
	readonly sealer: Sealer;
	readonly clock: Clock;
	/** Puts what tokens hung on on the list of what has ended. */
	readonly add: EndedTokenStore['add'];
}

export function createOfflineStore(
	db: Kysely<Schema>,
	{ kind, sealer, clock, add }: Outside
): OfflineStore {
	const place = (table: 'offline_grant' | 'offline_token', row: string) =>
		contextOf({ table, column: 'data' }, { row });
	const isPostgres = kind === 'PostgreSQL';
	const idleSince = (at: Date): number => at.getTime() - IDLE_MS;

	return {
		async addGrant({ id, consent, data, endsAt }) {
			const row = grantName(id);
			await db.deleteFrom('offline_grant').where('ends_at', '<=', clock.now().getTime()).execute();
			const sealed = sealer.sealJson(data, place('offline_grant', row));
			// Holds the consent while the row is written: whoever takes it back waits, and takes this with it.
			const from = db
				.selectFrom('consent')
				.where('id', '=', consent)
				.select([
					text(row).as('id'),
					'id as consent',
					text(sealed).as('data'),
					integer(endsAt.getTime()).as('ends_at')
				])
				.$if(isPostgres, (query) => query.forShare());
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('offline_grant')
				.columns(['id', 'consent', 'data', 'ends_at'])
				.expression(from)
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async findGrant(id, at) {
			const row = await db
				.selectFrom('offline_grant')
				.selectAll()
				.where('id', '=', grantName(id))
				.where('ends_at', '>', at.getTime())
				.executeTakeFirst();
			return row && sealer.openJson(row.data, place('offline_grant', row.id));
		},

		async removeGrant(id) {
			await db.deleteFrom('offline_grant').where('id', '=', grantName(id)).execute();
		},

		async addToken({ id, grant, data, usedAt }) {
			const row = hashSecret(id);
			const sealed = sealer.sealJson(data, place('offline_token', row));
			const from = db
				.selectFrom('offline_grant')
				.where('id', '=', grantName(grant))
				.where('ends_at', '>', usedAt.getTime())
				.select([
					text(row).as('id'),
					'id as offline_grant',
					text(sealed).as('data'),
					integer(0).as('is_spent'),
					integer(usedAt.getTime()).as('used_at')
				])
				.$if(isPostgres, (query) => query.forShare());
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('offline_token')
				.columns(['id', 'offline_grant', 'data', 'is_spent', 'used_at'])
				.expression(from)
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async findToken(id, at) {
			const row = await db
				.selectFrom('offline_token')
				.innerJoin('offline_grant', 'offline_grant.id', 'offline_token.offline_grant')
				.selectAll('offline_token')
				.where('offline_token.id', '=', hashSecret(id))
				.where('offline_token.used_at', '>', idleSince(at))
				.where('offline_grant.ends_at', '>', at.getTime())
				.executeTakeFirst();
			if (!row) return undefined;
			const data = sealer.openJson(row.data, place('offline_token', row.id));
			return { data, isSpent: row.is_spent === 1 };
		},

		async useToken(id, at) {
			await db
				.updateTable('offline_token')
				.set({ used_at: at.getTime() })
				.where('id', '=', hashSecret(id))
				.where('is_spent', '=', 0)
				.execute();
		},

		async spendToken(id, at) {
			const { numUpdatedRows } = await db
				.updateTable('offline_token')
				.set({ is_spent: 1 })
				.where('id', '=', hashSecret(id))
				.where('is_spent', '=', 0)
				.where('used_at', '>', idleSince(at))
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async removeToken(id) {
			await db.deleteFrom('offline_token').where('id', '=', hashSecret(id)).execute();
		},

		async consentsOf(account, at) {
			const rows = await db
				.selectFrom('offline_grant')
				.innerJoin('consent', 'consent.id', 'offline_grant.consent')
				.select('consent.id')
				.distinct()
				.where('consent.account', '=', account)
				.where('offline_grant.ends_at', '>', at.getTime())
				.execute();
			return rows.map(({ id }) => id);
		},

		async removeAll(account) {
			const consents = await db
				.selectFrom('consent')
				.select(['id', 'client'])
				.where('account', '=', account)
				.execute();
			const clients = new Map(consents.map(({ id, client }) => [id, client]));
			const list = (grants: readonly { id: string; consent: ConsentId }[]) =>
				add(
					grants.flatMap(({ id: grant, consent }) => {
						const client = clients.get(consent);
						return client === undefined ? [] : [{ of: 'grant', grant, client }];
					})
				);
			const ids = [...clients.keys()];
			if (ids.length === 0) return;
			// Before, so that what breaks off in between has listed them; and what came in between, after.
			const own = db.selectFrom('offline_grant').select(['id', 'consent']);
			await list(await own.where('consent', 'in', ids).execute());
			const removed = db.deleteFrom('offline_grant').where('consent', 'in', ids);
			await list(await removed.returning(['id', 'consent']).execute());
		},

		async removeEverybody() {
			await db.deleteFrom('offline_grant').execute();
		}
	};
}
