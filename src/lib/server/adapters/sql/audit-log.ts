import type { Kysely } from 'kysely';
import * as v from 'valibot';

import type { AuditEvent, AuditLog, NewAuditEvent } from '#lib/server/audit/index.ts';
import type { Schema, SecurityEventRow } from './schema.ts';

type Append = (event: NewAuditEvent) => Promise<void>;

const Details = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]));

export function createAuditLog(db: Kysely<Schema>, append: Append): AuditLog {
	return {
		append,

		async list(account, { before, limit }) {
			const own = db.selectFrom('security_event').selectAll().where('account', '=', account);
			const older = before === undefined ? own : own.where('sequence', '<', before);
			const rows = await older.orderBy('sequence', 'desc').limit(limit).execute();
			return rows.map(toEvent);
		}
	};
}

function toEvent(row: SecurityEventRow): AuditEvent {
	return {
		sequence: row.sequence,
		at: new Date(row.at),
		code: row.code,
		account: row.account ?? undefined,
		session: row.session ?? undefined,
		requestId: row.request_id,
		address: row.address,
		userAgent: row.user_agent,
		details: v.parse(Details, JSON.parse(row.details))
	};
}
