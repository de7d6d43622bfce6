import type { DatabaseSync } from 'node:sqlite';

import type { AuditChain } from '#lib/server/audit/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import { createSealer, type Sealer } from '#lib/server/sealing/index.ts';
import { createEmbeddedStores, type VolatileStores } from './embedded/index.ts';
import { openSql, type SqlStores } from './sql/index.ts';

export function createTestSealer(): Sealer {
	const keys = [{ id: 'test', key: secureRandom.bytes(32) }];
	return createSealer({ keys: () => keys, random: secureRandom });
}

export interface TestStores extends SqlStores, VolatileStores {
	readonly transact: Transact<SqlStores>;
	readonly auditChain: AuditChain;
	/** The table of each sealed value that was opened, in order. */
	readonly opened: string[];
	/** Every row, as text. */
	dump(): Promise<string>;
	close(): Promise<void>;
}

/** Every store, in memory and empty: for tests of what is built on them. */
export async function openTestStores({ clock }: { clock: Clock }): Promise<TestStores> {
	const opened: string[] = [];
	const sealer = recording(createTestSealer(), opened);
	const sql = await openSql({ sealer, clock });
	const { stores, transact, auditChain, database } = sql;
	if (!database) throw new Error('A database in memory is always SQLite.');
	return {
		...stores,
		...createEmbeddedStores({ database, sealer, clock }),
		transact,
		auditChain,
		opened,
		dump: () => database.read(dumpRows),
		close: () => sql.close()
	};
}

function recording(sealer: Sealer, opened: string[]): Sealer {
	return {
		...sealer,
		openJson(sealed, context) {
			opened.push(context.table);
			return sealer.openJson(sealed, context);
		}
	};
}

function dumpRows(db: DatabaseSync): string {
	const tables = db.prepare(`select name from sqlite_master where type = 'table'`).all();
	return JSON.stringify(
		tables.map(({ name }) => db.prepare(`select * from "${String(name)}"`).all())
	);
}
