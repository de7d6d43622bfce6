import { describeAccountStore } from '#lib/server/accounts/account-store.contract.ts';
import { describeInvitationStore } from '#lib/server/accounts/invitation-store.contract.ts';
import { describeAuditLog } from '#lib/server/audit/audit-log.contract.ts';
import { systemClock, type Clock } from '#lib/server/core/clock.ts';
import { describePendingStore } from '#lib/server/pending/pending-store.contract.ts';
import { describeSessionStore } from '#lib/server/sessions/session-store.contract.ts';
import { openTestStores } from './testing.ts';

/** There is one client only: it races with itself. */
async function open(clock: Clock = systemClock) {
	const stores = await openTestStores({ clock });
	const { transact, dump, close } = stores;
	return { stores, peer: stores, transact, dump, close };
}

describeAccountStore('in memory', () => open());
describeInvitationStore('in memory', () => open());
describeAuditLog('in memory', () => open());
describeSessionStore('in memory', open);
describePendingStore('in memory', open);
