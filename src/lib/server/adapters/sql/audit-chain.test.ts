import { Kysely, sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { createTestSealer } from '../testing.ts';
import { createAuditAppender } from './audit-chain.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import { openSqliteFile } from './sqlite-file.ts';

const event = {
	at: new Date(1_800_000_000_000),
	code: 'sign_in.succeeded',
	requestId: 'req_1',
	address: '192.0.2.1',
	userAgent: 'Browser',
	details: {}
} as const;

test.each([0, 3])(
	'whoever makes a chain begin anew over %i events, and keeps every head, gets none from before it says so',
	async (events) => {
		const outside = { kind: 'SQLite', sealer: createTestSealer(), clock: systemClock } as const;
		const db = new Kysely<Schema>({ dialect: createSqliteDialect(openSqliteFile(undefined)) });
		onTestFinished(() => db.destroy());
		const run = async (...statements: string[]) => {
			for (const each of statements) await sql.raw(each).execute(db);
		};
		const appender = createAuditAppender(outside);
		await migrate(db, { appender, ...outside });
		for (let at = 0; at < events; at += 1)
			await db.transaction().execute((trx) => appender.append(trx, [event]));
		await run(
			'drop trigger security_event_no_update',
			'drop trigger security_event_no_delete',
			"delete from security_event where code = 'audit.chain_begun'",
			'delete from audit_chain',
			'create table kept (sequence integer)',
			...['insert', 'update'].map(
				(change) => `create trigger keep_${change} after ${change} on audit_chain
					begin insert into kept values (new.sequence); end`
			)
		);

		await db.transaction().execute((trx) => appender.begin(trx));

		const last = await db
			.selectFrom('security_event')
			.select(['code', 'sequence'])
			.orderBy('sequence', 'desc')
			.executeTakeFirst();
		expect(last).toEqual({ code: 'audit.chain_begun', sequence: events + 1 });
		const { rows } = await sql`select sequence from kept`.execute(db);
		expect(rows).toEqual([{ sequence: events + 1 }]);
	}
);
