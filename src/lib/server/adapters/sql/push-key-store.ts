import type { Kysely } from 'kysely';

import type { PushKeyStore } from '#lib/server/push/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';
import type { Schema } from './schema.ts';
import { contextOf } from './sealed-columns.ts';

const ROW = 1;
const PLACE = contextOf({ table: 'push_key', column: 'key' }, { row: ROW });

export function createPushKeyStore(db: Kysely<Schema>, sealer: Sealer): PushKeyStore {
	const find = () =>
		db.selectFrom('push_key').select('key').where('id', '=', ROW).executeTakeFirst();

	return {
		async findOrKeep(make) {
			const found = await find();
			if (found) return sealer.openJson(found.key, PLACE);
			await db
				.insertInto('push_key')
				.values({ id: ROW, key: sealer.sealJson(make(), PLACE) })
				.onConflict((conflict) => conflict.column('id').doNothing())
				.execute();
			// Another process may have been first: what is kept counts.
			const kept = await find();
			if (!kept) throw new Error('A push key that was kept is not there.');
			return sealer.openJson(kept.key, PLACE);
		}
	};
}
