/** Profiles: what a person may change about their account without a fresh proof. */
import type { Account, AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import { parseLabel } from '#lib/server/core/label.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { Session } from '#lib/server/sessions/index.ts';

export interface Profiles {
	/** An empty display name means none. */
	change(
		by: { session: Session; caller: Caller },
		to: { displayName?: string; locale?: string }
	): Promise<void>;
}

interface Deps {
	readonly record: Record;
	readonly transact: Transact<{ accounts: AccountStore; audit: AuditLog }>;
}

export function createProfiles({ record, transact }: Deps): Profiles {
	return {
		change: ({ session: { account, id: session }, caller }, { displayName, locale }) =>
			transact(async ({ accounts, audit }) => {
				const to: Partial<Pick<Account, 'displayName' | 'locale'>> = {
					...(displayName !== undefined && { displayName: parseLabel(displayName) }),
					...(locale !== undefined && { locale })
				};
				await accounts.change(account, to);
				await record(audit, caller, { code: 'profile.changed', account, session });
			})
	};
}
