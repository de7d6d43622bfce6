import type { Kysely } from 'kysely';

import {
	normalName,
	type Application,
	type ApplicationStore,
	type Webhook
} from '#lib/server/applications/index.ts';
import type { ApplicationId } from '#lib/server/core/ids.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import type { ApplicationRow, Schema } from './schema.ts';
import { contextOf } from './sealed-columns.ts';

export function createApplicationStore(db: Kysely<Schema>, sealer: Sealer): ApplicationStore {
	const all = db.selectFrom('application').selectAll();
	const place = (row: ApplicationId) =>
		contextOf({ table: 'application', column: 'webhook_secret' }, { row });
	const webhookColumns = (id: ApplicationId, webhook: Webhook | undefined) => ({
		webhook_url: webhook?.url ?? null,
		webhook_secret: webhook ? sealer.sealJson(webhook.secret, place(id)) : null
	});

	return {
		async add({ id, name, status, createdAt, keyHash, webhook }) {
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('application')
				.values({
					id,
					name,
					normal: normalName(name),
					key_hash: keyHash,
					...webhookColumns(id, webhook),
					status,
					created_at: createdAt.getTime()
				})
				.onConflict((conflict) => conflict.column('normal').doNothing())
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		},

		async find(id) {
			const row = await all.where('id', '=', id).executeTakeFirst();
			return row && toApplication(row);
		},

		async findByName(name) {
			const row = await all.where('normal', '=', normalName(name)).executeTakeFirst();
			return row && toApplication(row);
		},

		async findByKey(keyHash) {
			const row = await all.where('key_hash', '=', keyHash).executeTakeFirst();
			return row && toApplication(row);
		},

		async list() {
			const rows = await all.orderBy('created_at').orderBy('id').execute();
			return rows.map(toApplication);
		},

		async replaceKey(id, keyHash) {
			await db.updateTable('application').set({ key_hash: keyHash }).where('id', '=', id).execute();
		},

		async replaceWebhook(id, webhook) {
			await db
				.updateTable('application')
				.set(webhookColumns(id, webhook))
				.where('id', '=', id)
				.execute();
		},

		async findWebhook(id) {
			const row = await all.where('id', '=', id).where('status', '=', 'active').executeTakeFirst();
			const { webhook_url: url, webhook_secret: secret } = row ?? {};
			if (!url || !secret) return undefined;
			return { url, secret: String(sealer.openJson(secret, place(id))) };
		},

		async changeStatus(id, to) {
			const { numUpdatedRows } = await db
				.updateTable('application')
				.set({ status: to })
				.where('id', '=', id)
				.where('status', '!=', to)
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		}
	};
}

const toApplication = (row: ApplicationRow): Application => ({
	id: row.id,
	name: row.name,
	status: row.status,
	webhookUrl: row.webhook_url ?? undefined,
	createdAt: new Date(row.created_at)
});
