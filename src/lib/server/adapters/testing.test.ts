import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';

import {
	describeAccountStore,
	sampleAccount
} from '#lib/server/accounts/account-store.contract.ts';
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

test('in memory a read waits for the end of a transaction', async () => {
	const { accounts, transact, close } = await openTestStores({ clock: systemClock });
	const account = sampleAccount();
	const added = Promise.withResolvers<void>();
	const looked = Promise.withResolvers<void>();
	const failing = transact(async (stores) => {
		await stores.accounts.add(account);
		added.resolve();
		await looked.promise;
		throw new Error('changed its mind');
	});
	await added.promise;
	const found = accounts.find(account.id);
	// It has every chance to read too early.
	await setImmediate();
	looked.resolve();
	await expect(failing).rejects.toThrow('changed its mind');
	expect(await found).toBeUndefined();
	await close();
});
