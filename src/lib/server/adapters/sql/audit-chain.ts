import { sql, type Kysely } from 'kysely';

import {
	createChain,
	type AuditChain,
	type Chain,
	type ChainedEntry,
	type Entry,
	type Link,
	type NewAuditEvent
} from '#lib/server/audit/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { SealingError, type Sealer } from '#lib/server/sealing/index.ts';
import { compiledOnce } from './compiled.ts';
import type { AuditChainRow, Schema, SecurityEventRow, SqlKind } from './schema.ts';

const ROW = 1;
const PLACE = { table: 'audit_chain', column: 'key', row: `${ROW}` };
const PAGE = 1000;

/** Writes the chain. */
export interface AuditAppender {
	/**
	 * Appends within a transaction, which should end soon: until then it holds the head, for which all other
	 * processes wait.
	 */
	append(trx: Kysely<Schema>, events: readonly NewAuditEvent[]): Promise<void>;
	/**
	 * Makes key and head, and chains the events of before there was a chain, in their order. An event says so,
	 * also where there were none: whoever makes the service begin anew, to have events forged or forgotten, cannot
	 * hide it.
	 */
	begin(trx: Kysely<Schema>): Promise<void>;
}

interface Deps {
	readonly kind: SqlKind;
	readonly sealer: Sealer;
	readonly clock: Clock;
}

const insertOne = compiledOnce((db, row: SecurityEventRow) =>
	db.insertInto('security_event').values({
		sequence: row.sequence,
		at: row.at,
		code: row.code,
		account: row.account,
		session: row.session,
		request_id: row.request_id,
		address: row.address,
		user_agent: row.user_agent,
		details: row.details,
		mac: row.mac
	})
);

const moveHead = compiledOnce((db, { sequence, mac, seal }: Omit<AuditChainRow, 'id' | 'key'>) =>
	db.updateTable('audit_chain').set({ sequence, mac, seal })
);

export function createAuditAppender({ kind, sealer, clock }: Deps): AuditAppender {
	/** By its sealed key, which changes when it is wrapped anew. */
	let known: { readonly sealed: string; readonly chain: Chain } | undefined;

	const chainOf = ({ key: sealed }: AuditChainRow): Chain => {
		if (known?.sealed !== sealed)
			known = { sealed, chain: createChain(sealer.open(sealed, PLACE)) };
		return known.chain;
	};

	const selectHead = compiledOnce((db) => {
		const head = db.selectFrom('audit_chain').selectAll().where('id', '=', ROW);
		// SQLite has one writer at a time: its transaction already holds every row.
		return kind === 'PostgreSQL' ? head.forUpdate() : head;
	});

	const lockHead = async (trx: Kysely<Schema>): Promise<AuditChainRow> => {
		const [head] = (await selectHead(trx, {})).rows;
		if (!head) throw new Error('The audit chain has no head.');
		return head;
	};

	const insert = async (
		trx: Kysely<Schema>,
		{ chain, after, events }: { chain: Chain; after: Link; events: readonly NewAuditEvent[] }
	): Promise<Link> => {
		let link = after;
		const rows = events.map((event) => {
			const entry = toEntry(event);
			link = chain.next(link, entry);
			return toRow(event, { details: entry.details, ...link });
		});
		for (const row of rows) await insertOne(trx, row);
		return link;
	};

	/** Gives each event its link, and answers with the last. */
	const adopt = async (trx: Kysely<Schema>, chain: Chain): Promise<Link> => {
		let link = chain.genesis;
		for (let after = 0; ;) {
			const page = await pageOf(trx, { after, limit: PAGE });
			for (const entry of page) {
				link = chain.next(link, entry);
				const { sequence } = entry;
				await trx
					.updateTable('security_event')
					.set(link)
					.where('sequence', '=', sequence)
					.execute();
				after = sequence;
			}
			if (page.length < PAGE) return link;
		}
	};

	return {
		async append(trx, events) {
			const head = await lockHead(trx);
			const chain = chainOf(head);
			const { sequence, mac } = await insert(trx, { chain, after: head, events });
			// A head that somebody has forged gets no seal again, so that verifying goes on finding it.
			const seal = head.seal === chain.sealOf(head) ? chain.sealOf({ sequence, mac }) : '';
			await moveHead(trx, { sequence, mac, seal });
		},

		async begin(trx) {
			const { key, sealed } = sealer.newKey(PLACE);
			const chain = createChain(key);
			const after = await adopt(trx, chain);
			const link = await insert(trx, { chain, after, events: [begun(clock, after)] });
			// The only head there ever is before others append: none is sealed that leaves the event out.
			const head = { id: ROW, key: sealed, ...link, seal: chain.sealOf(link) };
			await trx.insertInto('audit_chain').values(head).execute();
		}
	};
}

function begun(clock: Clock, { sequence }: Link): NewAuditEvent {
	return {
		at: clock.now(),
		code: 'audit.chain_begun',
		requestId: '',
		address: '',
		userAgent: '',
		details: { before: sequence }
	};
}

/** Reads the chain as it is, for whoever verifies it. */
export function createAuditChain(db: Kysely<Schema>, sealer: Sealer): AuditChain {
	const open = (sealed: string): Uint8Array | undefined => {
		try {
			return sealer.open(sealed, PLACE);
		} catch (error) {
			if (error instanceof SealingError) return undefined;
			throw error;
		}
	};

	return {
		async open() {
			const row = await db
				.selectFrom('audit_chain')
				.select(['key', 'mac', 'seal', asText('sequence')])
				.where('id', '=', ROW)
				.executeTakeFirst();
			if (!row) return undefined;
			const { key, mac, seal } = row;
			return { head: { sequence: Number(row.sequence), mac, seal }, key: open(key) };
		},

		entries: (page) => pageOf(db, page)
	};
}

/** A number that somebody has made too great to be one must not stop who verifies. */
const asText = <Column extends 'sequence' | 'at'>(column: Column) =>
	sql<string>`cast(${sql.ref(column)} as text)`.as(column);

async function pageOf(
	db: Kysely<Schema>,
	{ after, limit }: { after: number | undefined; limit: number }
): Promise<ChainedEntry[]> {
	const all = db.selectFrom('security_event');
	const rows = await (after === undefined ? all : all.where('sequence', '>', after))
		.select(['code', 'account', 'session', 'request_id', 'address', 'user_agent', 'details', 'mac'])
		.select([asText('sequence'), asText('at')])
		.orderBy('security_event.sequence')
		.limit(limit)
		.execute();
	return rows.map((row) => ({
		sequence: Number(row.sequence),
		mac: row.mac,
		at: row.at,
		code: row.code,
		account: row.account ?? undefined,
		session: row.session ?? undefined,
		requestId: row.request_id,
		address: row.address,
		userAgent: row.user_agent,
		details: row.details
	}));
}

function toEntry({ at, account, session, details, ...rest }: NewAuditEvent): Entry {
	return { ...rest, at: `${at.getTime()}`, account, session, details: JSON.stringify(details) };
}

function toRow(
	event: NewAuditEvent,
	rest: Pick<SecurityEventRow, 'details' | 'sequence' | 'mac'>
): SecurityEventRow {
	return {
		...rest,
		at: event.at.getTime(),
		code: event.code,
		account: event.account ?? null,
		session: event.session ?? null,
		request_id: event.requestId,
		address: event.address,
		user_agent: event.userAgent
	};
}
