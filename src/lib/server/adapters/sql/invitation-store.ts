import type { ExpressionBuilder, Kysely } from 'kysely';

import type { Invitation, InvitationStore } from '#lib/server/accounts/index.ts';
import type { AccountId, InvitationId } from '#lib/server/core/ids.ts';
import type { InvitationRow, Schema, SqlKind } from './schema.ts';

export function createInvitationStore(db: Kysely<Schema>, kind: SqlKind): InvitationStore {
	/** Unused, unexpired, and its maker may invite: the first administrator's only while there is no other. */
	const isOpen =
		(at: Date, bearer?: AccountId) => (eb: ExpressionBuilder<Schema, 'invitation'>) => {
			const admins = eb.selectFrom('account').select('account.id').where('role', '=', 'admin');
			const others = bearer === undefined ? admins : admins.where('account.id', '!=', bearer);
			const maker = admins
				.where('status', '=', 'active')
				.whereRef('account.id', '=', 'invitation.created_by');
			return eb.and([
				eb('used_at', 'is', null),
				eb('expires_at', '>', at.getTime()),
				eb.or([
					eb('created_by', '=', 'shell'),
					eb.exists(maker),
					eb.and([eb('created_by', 'is', null), eb.not(eb.exists(others))])
				])
			]);
		};
	const open = (at: Date) => db.selectFrom('invitation').selectAll().where(isOpen(at));

	/** Until the transaction ends: whoever is being disabled or deleted either was before, or will be after. */
	const holdMaker = async (id: InvitationId): Promise<void> => {
		// SQLite has one writer at a time: its transaction already holds every row.
		if (kind === 'SQLite') return;
		await db
			.selectFrom('account')
			.innerJoin('invitation', 'invitation.created_by', 'account.id')
			.select('account.id')
			.where('invitation.id', '=', id)
			.forShare('account')
			.execute();
	};

	return {
		async add(invitation) {
			await db.insertInto('invitation').values(toRow(invitation)).execute();
		},

		async find(secretHash, at) {
			const row = await open(at).where('secret_hash', '=', secretHash).executeTakeFirst();
			return row && toInvitation(row);
		},

		async consume(id, by, at) {
			await holdMaker(id);
			const { numUpdatedRows } = await db
				.updateTable('invitation')
				.set({ used_by: by, used_at: at.getTime() })
				.where('id', '=', id)
				// Whoever follows the link has their account by now, in the same transaction.
				.where(isOpen(at, by))
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
