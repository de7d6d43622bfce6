/** Stopping a recovery: any factor, any link of a mail, and any session of the account may. */
import { timingSafeEqual } from 'node:crypto';

import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId, RecoveryId, SessionId } from '#lib/server/core/ids.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { RecoveryStore } from './ports.ts';
import { recoveryRefusals as refuse, type Recovery, type Stop } from './recovery.ts';

interface Stores {
	readonly recoveries: RecoveryStore;
	readonly audit: AuditLog;
}

interface Deps extends Stores {
	readonly record: Record;
	readonly transact: Transact<Stores>;
}

interface Stopper {
	readonly caller: Caller;
	readonly session?: SessionId | undefined;
	readonly reason: Stop;
}

const LINK = /^(rec_[\w-]{22})\.([\w-]{43})$/;

const areEqual = (one: string, other: string): boolean =>
	one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

export const isSecretOf = ({ secretHash }: Recovery, secret: string | undefined): boolean =>
	secretHash !== undefined && secret !== undefined && areEqual(secretHash, hashSecret(secret));

export function createStopping({ recoveries, record, transact }: Deps) {
	const stopOne = (
		{ id, account }: Recovery,
		{ caller, session, reason }: Stopper
	): Promise<boolean> =>
		transact(async (stores) => {
			if (!(await stores.recoveries.remove(id))) return false;
			const happening = { code: 'recovery.cancelled', account, session } as const;
			await record(stores.audit, caller, { ...happening, details: { reason } });
			return true;
		});

	const findByLink = async (token: string): Promise<Recovery | undefined> => {
		const [, id, secret = ''] = LINK.exec(token) ?? [];
		const found = id && (await recoveries.find(id as RecoveryId));
		const hash = hashSecret(secret);
		return found && found.links.some((link) => areEqual(link, hash)) ? found : undefined;
	};

	return {
		/** What the link of a mail would stop. Looking stops nothing: mail scanners look at every link. */
		findByLink,

		/** Refuses `recovery.gone`; of racing callers one stops it. */
		async stopByLink(token: string, caller: Caller): Promise<void> {
			const found = await findByLink(token);
			if (!found || !(await stopOne(found, { caller, reason: 'link' }))) throw refuse.gone();
		},

		/** Whether there was one to stop. */
		async stop(account: AccountId, by: Stopper): Promise<boolean> {
			const found = await recoveries.findOf(account);
			return found !== undefined && stopOne(found, by);
		},

		stopOne
	};
}
