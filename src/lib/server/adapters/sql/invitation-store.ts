import type { Kysely } from 'kysely';

import type { Invitation, InvitationStore } from '#lib/server/accounts/index.ts';
import type { InvitationRow, Schema } from './schema.ts';

export function createInvitationStore(db: Kysely<Schema>): InvitationStore {
	const open = (at: Date) =>
		db
			.selectFrom('invitation')
			.selectAll()
			.where('used_at', 'is', null)
			.where('expires_at', '>', at.getTime());

	return {
		async add(invitation) {
			await db.insertInto('invitation').values(toRow(invitation)).execute();
		},

		async find(secretHash, at) {
			const row = await open(at).where('secret_hash', '=', secretHash).executeTakeFirst();
			return row && toInvitation(row);
		},

		async consume(id, by, at) {
			const { numUpdatedRows } = await db
				.updateTable('invitation')
				.set({ used_by: by, used_at: at.getTime() })
				.where('id', '=', id)
				.where('used_at', 'is', null)
				.where('expires_at', '>', at.getTime())
				.executeTakeFirstOrThrow();
			return numUpdatedRows === 1n;
		},

		async list(at) {
			const rows = await open(at).orderBy('created_at', 'desc').orderBy('id', 'desc').execute();
			return rows.map(toInvitation);
		},

		async remove(id) {
			const { numDeletedRows } = await db
				.deleteFrom('invitation')
				.where('id', '=', id)
				.where('used_at', 'is', null)
				.executeTakeFirstOrThrow();
			return numDeletedRows === 1n;
		},

		async removeUnattended() {
			await db
				.deleteFrom('invitation')
				.where('created_by', 'is', null)
				.where('used_at', 'is', null)
				.execute();
		}
	};
}

function toRow(invitation: Invitation): InvitationRow {
	return {
		id: invitation.id,
		secret_hash: invitation.secretHash,
		role: invitation.role,
		created_by: invitation.createdBy ?? null,
		created_at: invitation.createdAt.getTime(),
		expires_at: invitation.expiresAt.getTime(),
		used_by: invitation.usedBy ?? null,
		used_at: invitation.usedBy === undefined ? null : invitation.createdAt.getTime()
	};
}

function toInvitation(row: InvitationRow): Invitation {
	return {
		id: row.id,
		secretHash: row.secret_hash,
		role: row.role,
		createdBy: row.created_by ?? undefined,
		createdAt: new Date(row.created_at),
		expiresAt: new Date(row.expires_at),
		usedBy: row.used_by ?? undefined
	};
}
