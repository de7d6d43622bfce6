import { createHash } from 'node:crypto';

import type { Pending, PendingRef } from '#lib/server/pending/index.ts';
import type { Sealer } from '#lib/server/sealing/index.ts';

/** A pending record as stores keep it: counted and dated in the clear, the rest sealed. */
export interface PendingRecord {
	readonly attemptsLeft: number;
	readonly expiresAt: number;
	readonly data: string;
}

/**
 * Where a record is kept. The holder is part of it, so that nobody else can reach, spend or replace it,
 * and the digest makes any text from outside a short and harmless key.
 */
export function pendingKey({ id, holder }: PendingRef): string {
	return createHash('sha256')
		.update(JSON.stringify([id, holder]))
		.digest('base64url');
}

export function createPendingRecords(sealer: Sealer) {
	const place = (row: string) => ({ table: 'pending', column: 'data', row });

	return {
		toRecord({ id, holder, attemptsLeft, expiresAt, data }: Pending): PendingRecord {
			return {
				attemptsLeft,
				expiresAt: expiresAt.getTime(),
				data: sealer.sealJson(data, place(pendingKey({ id, holder })))
			};
		},

		toPending({ id, holder }: PendingRef, record: PendingRecord): Pending {
			return {
				id,
				holder,
				attemptsLeft: record.attemptsLeft,
				expiresAt: new Date(record.expiresAt),
				data: sealer.openJson(record.data, place(pendingKey({ id, holder })))
			};
		}
	};
}
